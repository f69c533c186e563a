"""The tables of accounts and of what proves who signs in."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.accounts.rules import Role
from inclusion.contact import LONGEST_NAME
from inclusion.db import Base, Instant, IntPk, PublicId, enum_type


class Account(Base):
    """Who signs in.

    `identifier` is nine digits that we give; it says nothing of the person. A citizen's account
    points to the person whom we help; an agent's account belongs to a structure.

    assurance: how sure we are of who this is: 0 said, 1 vouched for, 2 a document was seen.
    blocked_at: nothing opens until the counter unblocks. closing_at: when it will be closed for
    good, since the person asked. passphrase_hash: none for those who sign in otherwise.
    """

    __tablename__ = "account"
    __table_args__ = (
        sa.CheckConstraint(
            "(role = 'citizen') = (person_id IS NOT NULL)", name="citizen_is_a_person"
        ),
        sa.CheckConstraint(
            "(role = 'citizen') = (structure_id IS NULL)", name="agent_has_a_structure"
        ),
        sa.CheckConstraint("assurance BETWEEN 0 AND 2", name="assurance"),
    )

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    identifier: Mapped[str] = mapped_column(sa.String(9), unique=True)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    role: Mapped[Role] = mapped_column(enum_type(Role))
    structure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("structure.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    passphrase_hash: Mapped[str | None] = mapped_column(sa.String(200))
    languages: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[Instant]
    last_sign_in_at: Mapped[Instant | None]
    assurance: Mapped[int] = mapped_column(default=0)
    blocked_at: Mapped[Instant | None]
    closing_at: Mapped[Instant | None]
    closed_at: Mapped[Instant | None]


class Passkey(Base):
    """A key that a device keeps and opens with a finger, a face or a code (WebAuthn).

    name: given by the person, « Mon téléphone ». sign_count: what the device counted at its last
    use, 0 for those that do not count.
    """

    __tablename__ = "passkey"

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    transports: Mapped[list[str]] = mapped_column(default=list)
    name: Mapped[str] = mapped_column(sa.String(80))
    created_at: Mapped[Instant]
    last_used_at: Mapped[Instant | None]


class Totp(Base):
    """The secret of an agent's code generator (RFC 6238), sealed by the server's pepper.

    last_step: the 30 seconds of the last code that was taken; none before it is taken again.
    """

    __tablename__ = "totp"

    id: Mapped[IntPk]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), unique=True)
    sealed_secret: Mapped[bytes]
    last_step: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[Instant]
