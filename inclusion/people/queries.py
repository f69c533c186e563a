"""Find people, as a mediator hears or reads their name."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.contact import fold, phone_number
from inclusion.errors import Invalid, NotFound
from inclusion.people.models import Person


def person(session: Session, person_id: int) -> Person:
    """Return a person; raises NotFound."""
    found = session.get(Person, person_id)
    if found is None:
        raise NotFound("person")
    return found


def person_by_public_id(session: Session, public_id: str) -> Person:
    """Return the person of a reference; raises NotFound."""
    found = session.scalar(sa.select(Person).where(Person.public_id == public_id))
    if found is None:
        raise NotFound("person")
    return found


def find(session: Session, text: str, *, limit: int = 10) -> list[Person]:
    """Return people whose telephone is `text`, or whose name has every word typed.

    Words may come in any order and be the beginning of a word of the name.
    """
    condition = matching(text)
    if condition is None:
        return []
    statement = sa.select(Person).where(condition).order_by(Person.name_key, Person.id)
    return list(session.scalars(statement.limit(limit)))


def matching(text: str) -> sa.ColumnElement[bool] | None:
    """Return the condition that `find` looks for, None when nothing usable was typed."""
    number = _as_phone(text)
    if number is not None:
        return Person.phone == number
    words = fold(text).split()
    if not words:
        return None
    spaced = sa.literal(" ") + Person.name_key
    return sa.and_(*(spaced.contains(f" {word}", autoescape=True) for word in words))


def _as_phone(text: str) -> str | None:
    if sum(c.isdecimal() for c in text) < 6:
        return None
    try:
        return phone_number(text)
    except Invalid:
        return None
