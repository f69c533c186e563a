"""The private address of somebody's calendar."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.db import Base, Instant, IntPk


class CalendarFeed(Base):
    """A calendar that another program reads by a secret address; one for each account.

    token_hash: the address itself is shown once and not kept.
    """

    __tablename__ = "calendar_feed"

    id: Mapped[IntPk]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), unique=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[Instant]
    last_read_at: Mapped[Instant | None]
