"""Who is protected, and who may act for whom."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.errors import NotFound
from inclusion.people.models import Person
from inclusion.states.models import Guardianship


def _current(at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        Guardianship.started_at <= at,
        sa.or_(Guardianship.ended_at.is_(None), Guardianship.ended_at > at),
    )


def guardianship_of(session: Session, person_id: int, at: datetime) -> Guardianship | None:
    """Return the guardianship that protects a person now, None when they are not protected."""
    return session.scalar(
        sa.select(Guardianship)
        .where(Guardianship.person_id == person_id, _current(at))
        .options(joinedload(Guardianship.representative))
        .order_by(Guardianship.id.desc())
        .limit(1)
    )


def guardianships_held(session: Session, account_id: int, at: datetime) -> list[Guardianship]:
    """Return the guardianships that let an account act now, by the name of who is protected."""
    statement = (
        sa.select(Guardianship)
        .join(Person, Person.id == Guardianship.person_id)
        .where(
            Guardianship.representative_account_id == account_id,
            Person.deceased_on.is_(None),
            _current(at),
        )
        .options(joinedload(Guardianship.person))
        .order_by(Person.name_key)
    )
    return list(session.scalars(statement))


def guardianship_held(
    session: Session, *, account_id: int, public_id: str, at: datetime
) -> Guardianship:
    """Return one of those by its reference; raises NotFound."""
    for one in guardianships_held(session, account_id, at):
        if one.public_id == public_id:
            return one
    raise NotFound("guardianship")


def represented_name(
    session: Session, *, account_id: int, person_id: int, at: datetime
) -> str | None:
    """Return the name of somebody protected when the account may act for them now."""
    held = guardianships_held(session, account_id, at)
    return next((one.person.name for one in held if one.person_id == person_id), None)


def guardianships_since(session: Session, person_id: int) -> list[Guardianship]:
    """Return every guardianship of a person, past ones too, for the export."""
    return list(
        session.scalars(
            sa.select(Guardianship)
            .where(Guardianship.person_id == person_id)
            .options(joinedload(Guardianship.representative))
            .order_by(Guardianship.id)
        )
    )


def held_ever(session: Session, account_id: int) -> list[Guardianship]:
    """Return every guardianship that an account holds or held, for the export."""
    return list(
        session.scalars(
            sa.select(Guardianship)
            .where(Guardianship.representative_account_id == account_id)
            .options(joinedload(Guardianship.person))
            .order_by(Guardianship.id)
        )
    )
