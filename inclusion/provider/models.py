"""The tables of the identity provider. Every secret that goes out is stored as its SHA-256."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from inclusion.db import Base, Instant, IntPk, PublicId


class ProviderClient(Base):
    """A service to which people may sign in with their account here.

    public_id: its OAuth client_id. sector: the host under which it knows people by one name.
    min_acr: the least way of signing in that it accepts. passes_franceconnect: an administrator
    lets what FranceConnect says go on to it.
    """

    __tablename__ = "provider_client"

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(sa.String(100))
    secret_hash: Mapped[str] = mapped_column(sa.String(64))
    redirect_uris: Mapped[list[str]]
    post_logout_uris: Mapped[list[str]]
    backchannel_uri: Mapped[str | None] = mapped_column(sa.String(1000))
    scope: Mapped[str] = mapped_column(sa.String(200))
    min_acr: Mapped[str | None] = mapped_column(sa.String(60))
    sector: Mapped[str] = mapped_column(sa.String(253))
    algorithm: Mapped[str] = mapped_column(sa.String(10), default="RS256")
    passes_franceconnect: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant]


class ProviderKey(Base):
    """A key that signs tokens: shown before it signs, and for a while after.

    sealed: the private key under a key derived from the secret file. starts_at: when it begins
    to sign. ends_at: when it is no longer shown; none while it is the newest.
    """

    __tablename__ = "provider_key"

    id: Mapped[IntPk]
    kid: Mapped[str] = mapped_column(sa.String(43), unique=True)
    algorithm: Mapped[str] = mapped_column(sa.String(10))
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary())
    created_at: Mapped[Instant]
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant | None]


class ProviderConsent(Base):
    """What a person lets a service know, until when. One row a person and service.

    subject: the pairwise name under which the service knows the person, the same for ever.
    """

    __tablename__ = "provider_consent"
    __table_args__ = (sa.UniqueConstraint("account_id", "client_id"),)

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("provider_client.id"), index=True)
    subject: Mapped[str] = mapped_column(sa.String(64))
    scope: Mapped[str] = mapped_column(sa.String(200))
    given_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    withdrawn_at: Mapped[Instant | None]

    client: Mapped[ProviderClient] = relationship(lazy="joined", innerjoin=True)


class ProviderCode(Base):
    """One sign-in to a service: the code that was given, and the family of its tokens.

    visit_id: the visit here in which it was made. ended_at: the person left, or the tokens were
    revoked.
    """

    __tablename__ = "provider_code"

    id: Mapped[IntPk]
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    consent_id: Mapped[int] = mapped_column(sa.ForeignKey("provider_consent.id"), index=True)
    redirect_uri: Mapped[str] = mapped_column(sa.String(1000))
    scope: Mapped[str] = mapped_column(sa.String(200))
    nonce: Mapped[str | None] = mapped_column(sa.String(500))
    code_challenge: Mapped[str] = mapped_column(sa.String(43))
    acr: Mapped[str] = mapped_column(sa.String(60))
    amr: Mapped[list[str]]
    proved_at: Mapped[Instant]
    visit_id: Mapped[str] = mapped_column(sa.String(16), index=True)
    created_at: Mapped[Instant] = mapped_column(index=True)
    used_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]

    consent: Mapped[ProviderConsent] = relationship(lazy="joined", innerjoin=True)


class ProviderToken(Base):
    """An access token and the refresh token given with it; each refresh makes another row."""

    __tablename__ = "provider_token"

    id: Mapped[IntPk]
    code_id: Mapped[int] = mapped_column(
        sa.ForeignKey("provider_code.id", ondelete="CASCADE"), index=True
    )
    scope: Mapped[str] = mapped_column(sa.String(200))
    access_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    access_expires_at: Mapped[Instant]
    refresh_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    refreshed_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]

    code: Mapped[ProviderCode] = relationship(lazy="joined", innerjoin=True)


class ProviderServiceToken(Base):
    """An access token that a service holds in its own name (RFC 6749 §4.4): it has no refresh."""

    __tablename__ = "provider_service_token"

    id: Mapped[IntPk]
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("provider_client.id"), index=True)
    scope: Mapped[str] = mapped_column(sa.String(200))
    access_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[Instant] = mapped_column(index=True)

    client: Mapped[ProviderClient] = relationship(lazy="joined", innerjoin=True)


class ProviderLogout(Base):
    """A notice to a service that a person left: sent by the worker until the service takes it.

    sid: the visit, as the service knows it; none when every visit of the person ends.
    due_at: the next try; none once it is delivered or given up.
    """

    __tablename__ = "provider_logout"

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("provider_client.id"), index=True)
    subject: Mapped[str] = mapped_column(sa.String(64))
    sid: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[Instant]
    due_at: Mapped[Instant | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[Instant | None]
    trouble: Mapped[str | None] = mapped_column(sa.String(40))

    client: Mapped[ProviderClient] = relationship(lazy="joined", innerjoin=True)
