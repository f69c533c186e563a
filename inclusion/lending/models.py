"""The tables of lending: keys of agents and structures, loans, what a visit has open."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.db import Base, Instant, IntPk, PublicId, enum_type
from inclusion.lending.rules import Borrower, Ended, Purpose


class DeskKey(Base):
    """The key of an agent: what loans are wrapped to; its private half opens with their phrase.

    code_hash: the code that the agent says aloud so that somebody lends to them, a few minutes.
    """

    __tablename__ = "desk_key"

    id: Mapped[IntPk]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), unique=True)
    public_key: Mapped[str] = mapped_column(sa.String(80))
    wrapped: Mapped[bytes] = mapped_column(sa.LargeBinary())
    stretch: Mapped[dict[str, Any]] = mapped_column(default=dict)
    code_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    code_until: Mapped[Instant | None]
    created_at: Mapped[Instant]


class StructureKey(Base):
    """The key of a structure, wrapped to each of its agents who was let in."""

    __tablename__ = "structure_key"

    id: Mapped[IntPk]
    structure_id: Mapped[int] = mapped_column(sa.ForeignKey("structure.id"), unique=True)
    public_key: Mapped[str] = mapped_column(sa.String(80))
    created_at: Mapped[Instant]


class StructureKeyWrap(Base):
    """The private key of a structure, wrapped to one agent's desk key."""

    __tablename__ = "structure_key_wrap"
    __table_args__ = (sa.UniqueConstraint("structure_key_id", "desk_key_id"),)

    id: Mapped[IntPk]
    structure_key_id: Mapped[int] = mapped_column(
        sa.ForeignKey("structure_key.id", ondelete="CASCADE")
    )
    desk_key_id: Mapped[int] = mapped_column(sa.ForeignKey("desk_key.id", ondelete="CASCADE"))
    wrapped: Mapped[bytes] = mapped_column(sa.LargeBinary())
    created_at: Mapped[Instant]


class Loan(Base):
    """The key of one paper wrapped to a borrower, until a day or until its owner ends it.

    token_hash, stretch, tries: of a link only. One live loan of a paper to one borrower.
    """

    __tablename__ = "loan"
    __table_args__ = (
        sa.CheckConstraint(
            "(borrower = 'agent') = (account_id IS NOT NULL) AND "
            "(borrower = 'structure') = (structure_id IS NOT NULL) AND "
            "(borrower = 'link') = (token_hash IS NOT NULL)",
            name="one_borrower",
        ),
        *(
            sa.Index(
                f"uq_loan_live_{column}",
                "document_id",
                column,
                unique=True,
                sqlite_where=sa.text("ended_at IS NULL"),
                postgresql_where=sa.text("ended_at IS NULL"),
            )
            for column in ("account_id", "structure_id")
        ),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    document_id: Mapped[int] = mapped_column(
        sa.ForeignKey("safe_document.id", ondelete="CASCADE"), index=True
    )
    borrower: Mapped[Borrower] = mapped_column(enum_type(Borrower))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    structure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("structure.id"))
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    stretch: Mapped[dict[str, Any]] = mapped_column(default=dict)
    tries: Mapped[int] = mapped_column(default=0)
    wrapped: Mapped[bytes | None] = mapped_column(sa.LargeBinary())
    lent_at: Mapped[Instant]
    until: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    ended: Mapped[Ended | None] = mapped_column(enum_type(Ended))
    opened_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[Instant | None]


class LendingUnlock(Base):
    """What a visit has open: a private key sealed by a key that only the browser's cookie holds.

    subject_id: the desk key, or the loan of a link.
    """

    __tablename__ = "lending_unlock"
    __table_args__ = (sa.UniqueConstraint("visit_ref", "purpose"),)

    id: Mapped[IntPk]
    visit_ref: Mapped[str] = mapped_column(
        sa.ForeignKey("web_session.token_hash", ondelete="CASCADE")
    )
    purpose: Mapped[Purpose] = mapped_column(enum_type(Purpose))
    subject_id: Mapped[int]
    sealed_identity: Mapped[bytes] = mapped_column(sa.LargeBinary())
    opened_at: Mapped[Instant]
    idle_until: Mapped[Instant]
    until: Mapped[Instant] = mapped_column(index=True)
