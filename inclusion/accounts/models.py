"""The tables of accounts: who signs in, the codes that open, the browsers that are known."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.accounts.rules import Role
from inclusion.accounts.rules.codes import CodeChannel
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
