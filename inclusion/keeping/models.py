"""Warnings that were due: which paper, for which date, told or still to tell."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.db import Base, Instant, IntPk, PublicId


class ExpiryWarning(Base):
    """One warning of one step of one date; told_at is empty while an agent has to say it."""

    __tablename__ = "expiry_warning"
    __table_args__ = (sa.UniqueConstraint("document_id", "expires_on", "step"),)

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("safe_document.id", ondelete="CASCADE"))
    expires_on: Mapped[date]
    step: Mapped[int]
    made_at: Mapped[Instant]
    told_at: Mapped[Instant | None]
    told_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
