"""Read a week of a team, and what an opening becomes day by day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.accounts.models import Account
from inclusion.appointments.models import Absence, Appointment, Opening, OpeningRule
from inclusion.appointments.queries import appointments as read
from inclusion.appointments.queries import openings as read_openings
from inclusion.appointments.rules.booking import Status
from inclusion.clock import paris_instant, paris_today
from inclusion.errors import NotFound
from inclusion.places.models import Place

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """One day of the agenda: openings, appointments, absences, each by hour."""

    on: date
    openings: list[Opening]
    appointments: list[Appointment]
    absences: list[Absence]


def week(session: Session, *, mediators: Collection[int], monday: date) -> list[DayOfWeek]:
    """Return the seven days from `monday`."""
    sunday = monday + 6 * _DAY
    openings = read_openings.openings_between(
        session, mediators=mediators, first=monday, last=sunday
    )
    booked = read.appointments_between(session, first=monday, last=sunday, mediators=mediators)
    away = read_openings.absences_between(session, mediators=mediators, first=monday, last=sunday)
    return [
        DayOfWeek(
            on=on,
            openings=[one for one in openings if paris_today(one.starts_at) == on],
            appointments=[one for one in booked if paris_today(one.starts_at) == on],
            absences=[one for one in away if _touches(one, on)],
        )
        for on in (monday + number * _DAY for number in range(7))
    ]


def rule_of(session: Session, public_id: str, members: Sequence[Account]) -> OpeningRule:
    """Return a weekly opening of one of these mediators; raises NotFound for others."""
    found = read_openings.rule(session, public_id)
    if found.mediator_id not in {one.id for one in members}:
        raise NotFound("opening_rule")
    return found


def absence_of(session: Session, public_id: str, members: Sequence[Account]) -> Absence:
    """Return an absence of one of these mediators; raises NotFound for others."""
    found = read_openings.absence(session, public_id)
    if found.mediator_id not in {one.id for one in members}:
        raise NotFound("absence")
    return found


def dated_of(session: Session, public_id: str, members: Sequence[Account]) -> Opening:
    """Return a dated opening of one of these mediators; raises NotFound for others."""
    found = read_openings.opening(session, public_id)
    if found.mediator_id not in {one.id for one in members}:
        raise NotFound("opening")
    return found


def occurrences_of(
    session: Session, rule: OpeningRule, *, at: datetime, limit: int = 12
) -> list[Opening]:
    """Return the next dated openings of a rule, those that are cancelled too."""
    statement = (
        sa.select(Opening)
        .where(Opening.rule_id == rule.id, Opening.ends_at > at)
        .order_by(Opening.starts_at)
        .limit(limit)
    )
    return list(session.scalars(statement))


def places_for(
    session: Session, *, structure_id: int | None, mediators: Collection[int], at: datetime
) -> list[Place]:
    """Return the places that an opening may be at: the structure's, and where it already is."""
    used = read_openings.places_of(session, mediators, at=at)
    statement = (
        sa.select(Place)
        .where(sa.or_(Place.structure_id == structure_id, Place.id.in_(used)))
        .order_by(Place.name, Place.id)
    )
    return list(session.scalars(statement))


def appointments_uncovered(
    session: Session, rule: OpeningRule, *, at: datetime
) -> list[Appointment]:
    """Return the appointments of a rule's mediator that no opening covers any more, by hour."""
    return uncovered_of(session, rule.mediator_id, at=at)


def uncovered_of(session: Session, mediator_id: int, *, at: datetime) -> list[Appointment]:
    """Return a mediator's appointments to come that no opening covers any more, by hour.

    They stay when an opening stops: somebody must tell these people.
    """
    covered = sa.exists().where(
        Opening.cancelled_at.is_(None),
        Opening.mediator_id == Appointment.mediator_id,
        Opening.place_id == Appointment.place_id,
        Opening.starts_at <= Appointment.starts_at,
        Opening.ends_at >= Appointment.ends_at,
    )
    statement = (
        sa.select(Appointment)
        .where(
            Appointment.mediator_id == mediator_id,
            Appointment.status == Status.SCHEDULED,
            Appointment.starts_at > at,
            ~covered,
        )
        .options(joinedload(Appointment.person), joinedload(Appointment.reason))
        .order_by(Appointment.starts_at)
    )
    return list(session.scalars(statement))


def _touches(absence: Absence, on: date) -> bool:
    return absence.starts_at < paris_instant(on + _DAY, time(0)) and absence.ends_at > (
        paris_instant(on, time(0))
    )
