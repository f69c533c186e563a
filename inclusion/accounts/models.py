"""The tables of accounts: who signs in, the codes that open, the browsers that are known."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.accounts.rules import Role
from inclusion.accounts.rules.codes import CodeChannel
from inclusion.accounts.rules.reaching import ContactChannel, Topic
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


class ContactConfirmation(Base):
    """A code on its way to a telephone or an e-mail address, to prove that it is the person's.

    code_hash: keyed by the server, for a code is short. used_at: when the right code came.
    """

    __tablename__ = "contact_confirmation"

    id: Mapped[IntPk]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    channel: Mapped[ContactChannel] = mapped_column(enum_type(ContactChannel))
    value: Mapped[str] = mapped_column(sa.String(254))
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class SeenDevice(Base):
    """A browser and a system from which an account was entered, in words.

    is_in_doubt: the owner could not be told of its first visit, and is asked at the next one.
    """

    __tablename__ = "seen_device"
    __table_args__ = (sa.UniqueConstraint("account_id", "device"),)

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    device: Mapped[str] = mapped_column(sa.String(80))
    first_at: Mapped[Instant]
    last_at: Mapped[Instant]
    is_in_doubt: Mapped[bool] = mapped_column(default=False)


class NotificationChoice(Base):
    """What somebody asked to be told about, or not; without a row they are told."""

    __tablename__ = "notification_choice"
    __table_args__ = (sa.UniqueConstraint("account_id", "topic"),)

    id: Mapped[IntPk]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    topic: Mapped[Topic] = mapped_column(enum_type(Topic))
    is_wanted: Mapped[bool]


class OneTimeCode(Base):
    """A code that left by e-mail or SMS, for the browser that asked and for ten minutes.

    account_id is NULL when nobody is known by what was typed: the row is made all the same, so
    that the answer and its time tell nothing. Neither the contact nor the code is readable.
    """

    __tablename__ = "one_time_code"

    id: Mapped[IntPk]
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    channel: Mapped[CodeChannel] = mapped_column(enum_type(CodeChannel))
    contact_hash: Mapped[str] = mapped_column(sa.String(64))
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    visit_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant] = mapped_column(index=True)
    used_at: Mapped[Instant | None]
    tries: Mapped[int] = mapped_column(default=0)


class PaperCode(Base):
    """One of the ten codes of a sheet of paper; the sheet's reference salts them all."""

    __tablename__ = "paper_code"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "position"),
        sa.CheckConstraint("position BETWEEN 1 AND 10", name="position"),
    )

    id: Mapped[IntPk]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    sheet: Mapped[str] = mapped_column(sa.String(16))
    position: Mapped[int]
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class KnownDevice(Base):
    """A browser from which an account was entered before, by the hash of its cookie."""

    __tablename__ = "known_device"
    __table_args__ = (sa.UniqueConstraint("account_id", "token_hash"),)

    id: Mapped[IntPk]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    token_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[Instant]
    last_used_at: Mapped[Instant]


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
