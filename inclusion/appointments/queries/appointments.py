"""Read appointments: one by its reference or code, those of a person, those of a day."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.booking import PENDING, Status
from inclusion.clock import paris_instant
from inclusion.contact import same_name
from inclusion.errors import NotFound
from inclusion.people.models import Person

_MOVES = 50
NOT_SHOWN = (Status.RESCHEDULED, Status.HELD)
"""What no list shows: the appointment lives on elsewhere, or is none yet."""


def _whole() -> tuple[ORMOption, ...]:
    """Load what every page of an appointment shows, in one query."""
    return (
        joinedload(Appointment.reason),
        joinedload(Appointment.place),
        joinedload(Appointment.stop),
        joinedload(Appointment.person),
        joinedload(Appointment.second_person),
        joinedload(Appointment.mediator),
    )


def find_appointment(session: Session, public_id: str) -> Appointment | None:
    """Return the appointment of a reference, with its place, reason, person and mediator."""
    return session.scalar(
        sa.select(Appointment)
        .where(Appointment.public_id == public_id, Appointment.status != Status.HELD)
        .options(*_whole())
    )


def appointment(session: Session, public_id: str) -> Appointment:
    """Return the appointment of a reference; raises NotFound."""
    found = find_appointment(session, public_id)
    if found is None:
        raise NotFound("appointment")
    return found


def appointment_for_agent(session: Session, public_id: str, actor: Actor) -> Appointment:
    """Return an appointment that the actor's structure receives.

    Raises NotFound, for another structure's as for one that does not exist.
    """
    found = appointment(session, public_id)
    if actor.structure_id is None or found.mediator.structure_id != actor.structure_id:
        raise NotFound("appointment")
    return found


def current(session: Session, moved: Appointment) -> Appointment:
    """Return what an appointment has become: itself, or the last one that it was moved to."""
    latest = moved
    for _ in range(_MOVES):
        if latest.status is not Status.RESCHEDULED:
            break
        following = session.scalar(
            sa.select(Appointment).where(Appointment.moved_from_id == latest.id).options(*_whole())
        )
        if following is None:
            break
        latest = following
    return latest


def find_by_code_and_name(session: Session, code: str, name: str) -> Appointment | None:
    """Return the appointment of a code when the name is its person's, None in every other case.

    code: its eight digits.
    """
    found = session.scalar(
        sa.select(Appointment)
        .where(Appointment.code == code, Appointment.status.not_in(NOT_SHOWN))
        .options(*_whole())
    )
    if found is None or not same_name(name, found.person.name):
        return None
    return found


def appointments_of(
    session: Session, *, person_id: int, account_id: int | None = None
) -> list[Appointment]:
    """Return the appointments of a person, and those booked by their account for somebody else.

    Latest first; those that were moved show only where they have moved to.
    """
    whose = sa.or_(Appointment.person_id == person_id, Appointment.second_person_id == person_id)
    if account_id is not None:
        whose = sa.or_(whose, Appointment.booked_by_id == account_id)
    statement = (
        sa.select(Appointment)
        .where(whose, Appointment.status.not_in(NOT_SHOWN))
        .options(*_whole())
        .order_by(Appointment.starts_at.desc(), Appointment.id.desc())
    )
    return list(session.scalars(statement))


def appointments_between(
    session: Session,
    *,
    first: date,
    last: date,
    mediators: Collection[int] | None = None,
    places: Collection[int] | None = None,
    statuses: Collection[Status] | None = None,
) -> list[Appointment]:
    """Return the appointments of the local days from `first` to `last`, both included, by hour.

    Those that were moved elsewhere are left out unless `statuses` asks for them.
    """
    statement = (
        sa.select(Appointment)
        .where(
            Appointment.starts_at >= paris_instant(first, time(0)),
            Appointment.starts_at < paris_instant(last + timedelta(days=1), time(0)),
        )
        .options(*_whole())
        .order_by(Appointment.starts_at, Appointment.id)
    )
    if statuses is None:
        statement = statement.where(Appointment.status.not_in(NOT_SHOWN))
    else:
        statement = statement.where(Appointment.status.in_(statuses))
    if mediators is not None:
        statement = statement.where(Appointment.mediator_id.in_(mediators))
    if places is not None:
        statement = statement.where(Appointment.place_id.in_(places))
    return list(session.scalars(statement))


def appointments_hit(
    session: Session, *, mediator_id: int, starts_at: datetime, ends_at: datetime
) -> list[Appointment]:
    """Return the appointments still to come that an absence would prevent, by hour."""
    statement = (
        sa.select(Appointment)
        .where(
            Appointment.mediator_id == mediator_id,
            Appointment.status.in_(PENDING),
            Appointment.starts_at < ends_at,
            Appointment.ends_at > starts_at,
        )
        .options(*_whole())
        .order_by(Appointment.starts_at)
    )
    return list(session.scalars(statement))


def awaiting_outcome(
    session: Session, *, mediators: Collection[int], at: datetime
) -> list[Appointment]:
    """Return the appointments that are over by the clock and have no outcome, oldest first."""
    statement = (
        sa.select(Appointment)
        .where(
            Appointment.mediator_id.in_(mediators),
            Appointment.status.in_(PENDING),
            Appointment.ends_at <= at,
        )
        .options(*_whole())
        .order_by(Appointment.starts_at)
    )
    return list(session.scalars(statement))


def of_ids(session: Session, ids: Collection[int] | Collection[str]) -> list[Appointment]:
    """Return appointments and holds by their ids or their references, by hour."""
    statement = (
        sa.select(Appointment)
        .where(sa.or_(*(_is(one) for one in ids)) if ids else sa.false())
        .options(*_whole())
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return list(session.scalars(statement))


def _is(one: int | str) -> sa.ColumnElement[bool]:
    return Appointment.id == one if isinstance(one, int) else Appointment.public_id == one


def mediators_of(session: Session, structure_id: int) -> list[Account]:
    """Return the mediators of a structure, by name."""
    statement = (
        sa.select(Account)
        .where(Account.structure_id == structure_id, Account.role == "mediator")
        .order_by(Account.name, Account.id)
    )
    return list(session.scalars(statement))


def next_appointment_of(session: Session, person_id: int, at: datetime) -> Appointment | None:
    """Return the next appointment of a person, None when there is none."""
    return session.scalar(
        sa.select(Appointment)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.person_id == person_id,
            Appointment.status.in_(PENDING),
            Appointment.ends_at > at,
        )
        .options(*_whole())
        .order_by(Appointment.starts_at)
        .limit(1)
    )
