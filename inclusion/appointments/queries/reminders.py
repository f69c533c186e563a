"""Read who is still to be reminded of an appointment: by a message, or by a call."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.booking import Status
from inclusion.appointments.rules.reminders import TWO_DAYS, last_to_look_at
from inclusion.audit.models import AuditEvent
from inclusion.messages.models import Message
from inclusion.people.models import Person

REMINDED = "appointment.reminded"
"""The act of an agent who called to remind."""


def not_reminded(session: Session, *, at: datetime) -> list[Appointment]:
    """Return the appointments of the next days of which no reminder was written."""
    key = sa.literal("appointment_reminder:") + Appointment.public_id
    statement = _soon(at).where(~sa.exists().where(Message.key == key))
    return list(session.scalars(statement))


def to_call(session: Session, *, mediators: Collection[int], at: datetime) -> list[Appointment]:
    """Return the appointments of the next two days whose person only a call can remind, by hour.

    Those who booked within these two days know it already.
    """
    called = sa.exists().where(
        AuditEvent.object_kind == "appointment",
        AuditEvent.object_id == Appointment.id,
        AuditEvent.action == REMINDED,
    )
    has_channel = sa.or_(
        sa.and_(Person.email.is_not(None), Person.email_confirmed_at.is_not(None)),
        sa.and_(Person.phone.is_not(None), Person.phone_confirmed_at.is_not(None)),
    )
    statement = (
        _soon(at)
        .join(Appointment.person)
        .where(
            Appointment.mediator_id.in_(mediators),
            Appointment.created_at < at - TWO_DAYS,
            Person.deceased_on.is_(None),
            Person.phone.is_not(None),
            ~has_channel,
            ~called,
        )
        .options(joinedload(Appointment.person), joinedload(Appointment.reason))
        .limit(50)
    )
    return list(session.scalars(statement))


def _soon(at: datetime) -> sa.Select[Appointment]:
    return (
        sa.select(Appointment)
        .where(
            Appointment.status == Status.SCHEDULED,
            Appointment.starts_at > at,
            Appointment.starts_at < last_to_look_at(at),
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
