"""Somebody is late: the person, whose hour is shortened or put off, or the mediator."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.booking import PENDING, Status
from inclusion.appointments.rules.overlap import Overlap
from inclusion.appointments.rules.refusals import NotNow, SlotTaken
from inclusion.appointments.service import telling
from inclusion.appointments.service.noting import locked, record
from inclusion.clock import paris_instant, paris_today

_DAY = timedelta(days=1)
LONGEST = timedelta(hours=2)
"""Later than that, it is another appointment."""


def shorten(
    session: Session, *, appointment_id: int, minutes: int, actor: Actor, at: datetime
) -> Appointment:
    """Note that the person comes late; the appointment ends when it was to end. Raises NotNow."""
    appointment = _expected(session, appointment_id, minutes)
    appointment.late_minutes = minutes
    session.flush()
    record(session, "appointment.late", appointment, actor, at, detail={"minutes": minutes})
    return appointment


def put_off(
    session: Session,
    *,
    appointment_id: int,
    minutes: int,
    actor: Actor,
    at: datetime,
    overlap: Overlap | None = None,
) -> Appointment:
    """Begin and end later by so many minutes. Raises NotNow, or SlotTaken when others are there.

    overlap: the agent squeezes the appointment in over them, and says why.
    """
    appointment = _expected(session, appointment_id, minutes)
    later = timedelta(minutes=minutes)
    try:
        with session.begin_nested():
            if overlap is not None:
                appointment.overlap_reason = overlap.reason[:200]
            appointment.starts_at += later
            appointment.ends_at += later
            appointment.blocks_until += later
            appointment.late_minutes = minutes
            session.flush()
    except IntegrityError as error:
        raise SlotTaken("slot", field="minutes") from error
    record(session, "appointment.put_off", appointment, actor, at, detail={"minutes": minutes})
    return appointment


def those_who_follow(
    session: Session, *, mediators: Collection[int], at: datetime
) -> list[Appointment]:
    """Return whom the mediators still receive today, by hour."""
    statement = (
        sa.select(Appointment)
        .where(
            Appointment.mediator_id.in_(mediators),
            Appointment.status.in_({Status.SCHEDULED, Status.ARRIVED}),
            Appointment.starts_at > at - LONGEST,
            Appointment.starts_at < paris_instant(paris_today(at) + _DAY, time(0)),
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return list(session.scalars(statement))


def warn(
    session: Session, appointment: Appointment, *, minutes: int, actor: Actor, at: datetime
) -> bool:
    """Tell a person that the mediator is late; False when only a call can tell them."""
    sent = telling.tell(
        session, appointment, text=telling.LATE, at=at, later=timedelta(minutes=minutes)
    )
    record(
        session, "appointment.mediator_late", appointment, actor, at, detail={"minutes": minutes}
    )
    return sent is not None


def _expected(session: Session, appointment_id: int, minutes: int) -> Appointment:
    appointment = locked(session, appointment_id)
    if appointment.status not in PENDING or not 0 < minutes <= LONGEST // timedelta(minutes=1):
        raise NotNow("late")
    return appointment
