"""The table of people: a name is enough."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.contact import LONGEST_NAME
from inclusion.db import Base, Instant, IntPk, PublicId, enum_type
from inclusion.people.rules import AddressKind


class Person(Base):
    """Somebody whom we help.

    `name` is one field, since one name alone is a name; `name_key` is the same folded for search.
    `birth_on` is text (1971-05-14, 1971-05, 1971), because dates are not always known whole.
    Neither the telephone nor the e-mail is unique: families share them; each is confirmed by
    itself, and a new value is not. address_kind: home, domiciliation, care_of or none.
    hidden_contact: somebody must not find this person (violence): no letter home.
    deceased_on: a local date; nothing is sent any more. merged_into_id: the file that goes on, when
    two files were one person's.
    """

    __tablename__ = "person"

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(sa.Text())
    birth_on: Mapped[str | None] = mapped_column(sa.String(10))
    phone: Mapped[str | None] = mapped_column(sa.String(20), index=True)
    phone_confirmed_at: Mapped[Instant | None]
    email: Mapped[str | None] = mapped_column(sa.String(254), index=True)
    email_confirmed_at: Mapped[Instant | None]
    address_kind: Mapped[AddressKind] = mapped_column(
        enum_type(AddressKind), default=AddressKind.NONE
    )
    address_line: Mapped[str | None] = mapped_column(sa.String(300))
    postcode: Mapped[str | None] = mapped_column(sa.String(5))
    commune: Mapped[str | None] = mapped_column(sa.String(100))
    hidden_contact: Mapped[bool] = mapped_column(default=False)
    deceased_on: Mapped[date | None]
    language: Mapped[str] = mapped_column(sa.String(8), default="fr")
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[Instant]
