"""The tables of rescue: who is trusted, what they ask, codes that open once, two officers."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.counter.rules import DocumentKind
from inclusion.db import Base, Instant, IntPk, PublicId, enum_type
from inclusion.rescue.rules import MOST_TRUSTED, REASON_LENGTH


class TrustCode(Base):
    """The code by which somebody agrees to be trusted; one per account, keyed by the server.

    key_hash: ties the code to the public key of their safe as it was, open, when they drew it.
    """

    __tablename__ = "trust_code"

    id: Mapped[IntPk]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), unique=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    key_hash: Mapped[str] = mapped_column(sa.String(64))
    expires_at: Mapped[Instant]


class Trusted(Base):
    """Somebody who may give a safe back after a delay: its identity sealed to their own safe.

    safe_key, holder_key: the two public keys as they were. When one of them has changed, the wrap
    is dead. position: one of three places, so that the database counts. told_at: when both were
    told that it is dead.
    """

    __tablename__ = "trusted"
    __table_args__ = (
        sa.UniqueConstraint("safe_id", "position"),
        sa.UniqueConstraint("safe_id", "holder_id", name="uq_trusted_holder"),
        sa.CheckConstraint(f"position BETWEEN 1 AND {MOST_TRUSTED}", name="position"),
        sa.CheckConstraint("safe_id <> holder_id", name="somebody_else"),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    safe_id: Mapped[int] = mapped_column(sa.ForeignKey("safe.id", ondelete="CASCADE"))
    holder_id: Mapped[int] = mapped_column(sa.ForeignKey("safe.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    wrapped: Mapped[bytes] = mapped_column(sa.LargeBinary())
    safe_key: Mapped[str] = mapped_column(sa.String(80))
    holder_key: Mapped[str] = mapped_column(sa.String(80))
    delay_days: Mapped[int]
    named_at: Mapped[Instant]
    told_at: Mapped[Instant | None]


class Release(Base):
    """A trusted person asks: when, from when it may be used, how it ended. One lives at a time."""

    __tablename__ = "trusted_release"
    __table_args__ = (
        sa.Index(
            "uq_trusted_release_alive",
            "trusted_id",
            unique=True,
            sqlite_where=sa.text("stopped_at IS NULL AND used_at IS NULL"),
            postgresql_where=sa.text("stopped_at IS NULL AND used_at IS NULL"),
        ),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    trusted_id: Mapped[int] = mapped_column(sa.ForeignKey("trusted.id", ondelete="CASCADE"))
    asked_at: Mapped[Instant]
    ready_at: Mapped[Instant]
    stopped_at: Mapped[Instant | None]
    used_at: Mapped[Instant | None]


class Handover(Base):
    """A code that gives a safe back once, within a week: what it opens, never the code.

    The row goes when the code is used, made anew, or its request stopped.
    """

    __tablename__ = "trusted_handover"

    id: Mapped[IntPk]
    release_id: Mapped[int] = mapped_column(
        sa.ForeignKey("trusted_release.id", ondelete="CASCADE"), unique=True
    )
    fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    wrapped: Mapped[bytes] = mapped_column(sa.LargeBinary())
    expires_at: Mapped[Instant]


class OfficerWrap(Base):
    """A safe's identity sealed to two bodies in turn, because its owner asked for it.

    bodies_sha256: which public keys. half_sha256: of what the first body will give back.
    """

    __tablename__ = "officer_wrap"

    id: Mapped[IntPk]
    safe_id: Mapped[int] = mapped_column(sa.ForeignKey("safe.id", ondelete="CASCADE"), unique=True)
    wrapped: Mapped[bytes] = mapped_column(sa.LargeBinary())
    half_sha256: Mapped[str] = mapped_column(sa.String(64))
    bodies_sha256: Mapped[str] = mapped_column(sa.String(64))
    safe_key: Mapped[str] = mapped_column(sa.String(80))
    asked_at: Mapped[Instant]


class OfficerOpening(Base):
    """An opening by two officers at the counter, step by step; one lives per safe.

    half: what the first body gave back, still sealed to the second; it goes at the end.
    safe_key: the safe's public key then. While it is still the safe's, a new identity is due.
    """

    __tablename__ = "officer_opening"
    __table_args__ = (
        sa.CheckConstraint("second_agent_id <> first_agent_id", name="two_agents"),
        sa.CheckConstraint("second_structure_id <> first_structure_id", name="two_structures"),
        sa.Index(
            "uq_officer_opening_alive",
            "safe_id",
            unique=True,
            sqlite_where=sa.text("stopped_at IS NULL AND done_at IS NULL"),
            postgresql_where=sa.text("stopped_at IS NULL AND done_at IS NULL"),
        ),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    safe_id: Mapped[int] = mapped_column(sa.ForeignKey("safe.id", ondelete="CASCADE"))
    safe_key: Mapped[str] = mapped_column(sa.String(80))
    document_kind: Mapped[DocumentKind] = mapped_column(enum_type(DocumentKind))
    reason: Mapped[str] = mapped_column(sa.String(REASON_LENGTH))
    first_agent_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    first_structure_id: Mapped[int] = mapped_column(sa.ForeignKey("structure.id"), index=True)
    started_at: Mapped[Instant]
    ready_at: Mapped[Instant]
    confirmed_at: Mapped[Instant | None]
    half: Mapped[bytes | None] = mapped_column(sa.LargeBinary())
    half_at: Mapped[Instant | None]
    second_agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    second_structure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("structure.id"))
    done_at: Mapped[Instant | None]
    stopped_at: Mapped[Instant | None]
