"""The two tables of the shell: visits (server-side sessions) and attempts (throttling)."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.db import Base, Instant, IntPk, PublicId


class WebSession(Base):
    """One visit. The cookie holds a random token; the row is found by its SHA-256.

    device: the browser and the system in words, « Firefox, Android ». place_id: the counter from
    whose network it came. is_shared: a computer that others use, so the visit is short.
    """

    __tablename__ = "web_session"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    public_id: Mapped[PublicId]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    device: Mapped[str] = mapped_column(sa.String(80), default="")
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    is_shared: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Instant]
    last_seen_at: Mapped[Instant]
    expires_at: Mapped[Instant] = mapped_column(index=True)


class Attempt(Base):
    """One failed try, counted against a key (an account, a network) that is stored keyed."""

    __tablename__ = "attempt"
    __table_args__ = (sa.Index("ix_attempt_kind_key_at", "kind", "key_hash", "at"),)

    id: Mapped[IntPk]
    kind: Mapped[str] = mapped_column(sa.String(30))
    key_hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[Instant]


class KnownNetwork(Base):
    """The public address of a counter: many people sign in from there, so it may err more."""

    __tablename__ = "known_network"

    id: Mapped[IntPk]
    network: Mapped[str] = mapped_column(sa.String(43), unique=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), index=True)
    created_at: Mapped[Instant]
