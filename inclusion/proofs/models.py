"""The signed statements of journals' heads, each with the heads that changed since the last."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.db import Base, Instant, IntPk


class JournalStatement(Base):
    """One statement (a compact JWS); timestamp_token: RFC 3161, when an authority is set."""

    __tablename__ = "journal_statement"

    id: Mapped[IntPk]
    seq: Mapped[int] = mapped_column(unique=True)
    made_at: Mapped[Instant]
    jws: Mapped[str] = mapped_column(sa.Text())
    timestamp_token: Mapped[bytes | None] = mapped_column(sa.LargeBinary())


class JournalHead(Base):
    """A journal's head in a statement. safe_ref: the safe's public id, kept if the safe goes."""

    __tablename__ = "journal_head"
    __table_args__ = (sa.UniqueConstraint("statement_id", "safe_ref"),)

    id: Mapped[IntPk]
    statement_id: Mapped[int] = mapped_column(
        sa.ForeignKey("journal_statement.id", ondelete="CASCADE")
    )
    safe_ref: Mapped[str] = mapped_column(sa.String(16), index=True)
    length: Mapped[int]
    head: Mapped[str] = mapped_column(sa.String(64))
