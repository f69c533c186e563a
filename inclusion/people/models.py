"""The table of people: a name is enough."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from inclusion.contact import LONGEST_NAME
from inclusion.db import Base, Instant, IntPk, PublicId


class Person(Base):
    """Somebody whom we help.

    `name` is one field, since one name alone is a name; `name_key` is the same folded for search.
    `birth_on` is text (1971-05-14, 1971-05, 1971), because dates are not always known whole.
    Neither the telephone nor the e-mail is unique: families share them.
    """

    __tablename__ = "person"

    id: Mapped[IntPk]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    name_key: Mapped[str] = mapped_column(sa.Text())
    birth_on: Mapped[str | None] = mapped_column(sa.String(10))
    phone: Mapped[str | None] = mapped_column(sa.String(20), index=True)
    email: Mapped[str | None] = mapped_column(sa.String(254))
    language: Mapped[str] = mapped_column(sa.String(8), default="fr")
    created_at: Mapped[Instant]
