"""Add people to those whom we help."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.contact import fold, person_name
from inclusion.people.models import Person


def add(
    session: Session,
    *,
    name: str,
    at: datetime,
    phone: str | None = None,
    email: str | None = None,
    birth_on: str | None = None,
    language: str = "fr",
) -> Person:
    """Add somebody; a name is enough.

    `phone` is E.164 and `email` an address, as `inclusion.contact` returns them.
    Raises Invalid(name_missing) or Invalid(name_too_long).
    """
    written = person_name(name)
    person = Person(
        name=written,
        name_key=fold(written),
        birth_on=birth_on,
        phone=phone,
        email=email,
        language=language,
        created_at=at,
    )
    session.add(person)
    session.flush()
    return person
