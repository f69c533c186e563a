"""The tables of the counter: cards, proofs of identity, recoveries."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.counter.rules import (
    ACTIVATION_TRIES,
    DocumentKind,
    Gone,
    Ground,
    Method,
    Review,
)
from inclusion.db import Base, Instant, IntPk, PublicId, enum_type


class Card(Base):
    """A card printed for an account; an account has one that lives at most.

    activation_hash: of the code that serves once, within a week, five tries. code_hash: of the
    lasting code, if the person chose one rather than a passphrase. Both are Argon2id.
    """

    __tablename__ = "card"
    __table_args__ = (
        sa.CheckConstraint(
            f"activation_tries BETWEEN 0 AND {ACTIVATION_TRIES}", name="activation_tries"
        ),
        sa.Index(
            "uq_card_alive",
            "account_id",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[IntPk]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    serial: Mapped[str] = mapped_column(sa.String(6), unique=True)
    activation_hash: Mapped[str] = mapped_column(sa.String(200))
    activation_until: Mapped[Instant]
    activation_tries: Mapped[int] = mapped_column(default=0)
    code_hash: Mapped[str | None] = mapped_column(sa.String(200))
    issued_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    structure_id: Mapped[int] = mapped_column(sa.ForeignKey("structure.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    issued_at: Mapped[Instant]
    activated_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
    reason: Mapped[Gone | None] = mapped_column(enum_type(Gone))


class Proofing(Base):
    """Who saw what, where and when, and the level of assurance that it gave."""

    __tablename__ = "proofing"
    __table_args__ = (sa.CheckConstraint("level BETWEEN 0 AND 2", name="level"),)

    id: Mapped[IntPk]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    level: Mapped[int]
    method: Mapped[Method] = mapped_column(enum_type(Method))
    document_kind: Mapped[DocumentKind | None] = mapped_column(enum_type(DocumentKind))
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    structure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("structure.id"))
    at: Mapped[Instant]


class Recovery(Base):
    """A request to remake a card: who opened it, on what ground, and how it ended."""

    __tablename__ = "recovery"

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    structure_id: Mapped[int] = mapped_column(sa.ForeignKey("structure.id"), index=True)
    opened_at: Mapped[Instant]
    ground: Mapped[Ground] = mapped_column(enum_type(Ground))
    method: Mapped[Method] = mapped_column(enum_type(Method))
    document_kind: Mapped[DocumentKind | None] = mapped_column(enum_type(DocumentKind))
    ready_at: Mapped[Instant]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    confirmed_at: Mapped[Instant | None]
    refused_at: Mapped[Instant | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    done_at: Mapped[Instant | None]
    told_at: Mapped[Instant | None]
    review: Mapped[Review | None] = mapped_column(enum_type(Review))
    reviewed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    reviewed_at: Mapped[Instant | None]
