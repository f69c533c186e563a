"""The table of identities that open accounts."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.db import Base, Instant, IntPk, PublicId


class IdentityLink(Base):
    """An identity that opens an account: keyed on (issuer, sub).

    Nothing of what the provider tells is copied here, least of all the e-mail. The `sub` of
    FranceConnect changes when the civil identity is corrected: then the person signs in another
    way and attaches the new one, and an account may hold several.
    """

    __tablename__ = "identity_link"
    __table_args__ = (sa.UniqueConstraint("issuer", "sub"),)

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    provider: Mapped[str] = mapped_column(sa.String(20))
    issuer: Mapped[str] = mapped_column(sa.String(255))
    sub: Mapped[str] = mapped_column(sa.String(255))
    acr: Mapped[str | None] = mapped_column(sa.String(60))
    linked_at: Mapped[Instant]
    last_used_at: Mapped[Instant | None]
