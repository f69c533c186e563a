"""Tell people of their appointments by their own channel, and remind them at a decent hour.

A message is written in the transaction of the act, once for each cause. Who has no channel is in
the list of the desk (`queries.reminders.to_call`).
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inclusion import wording
from inclusion.accounts import choices
from inclusion.accounts.rules.reaching import Topic
from inclusion.appointments.models import Appointment, Stop
from inclusion.appointments.queries import reminders as read
from inclusion.appointments.rules.reminders import decent, is_worth_it, reminder_at
from inclusion.messages import service as messages
from inclusion.messages.models import Message
from inclusion.people.models import Person
from inclusion.places.models import Place
from inclusion.tokens import group_code

BOOKED, MOVED, CANCELLED = "appointment_booked", "appointment_moved", "appointment_cancelled"
REMINDER, LATE, OFFER = "appointment_reminder", "appointment_late", "appointment_offer"
_ALWAYS = frozenset({CANCELLED, LATE, OFFER})
"""What is told even to those who want no messages: they would come for nothing."""


def tell(
    session: Session,
    appointment: Appointment,
    *,
    text: str,
    at: datetime,
    until: datetime | None = None,
    later: timedelta | None = None,
) -> Message | None:
    """Write a message about an appointment to its person; None when they have no channel.

    until: when an offer ends. later: by how much the mediator is late.
    """
    person = session.get(Person, appointment.person_id) if appointment.person_id else None
    to = messages.own_channel(person) if person is not None else None
    if person is None or to is None or not _wants(session, person, text):
        return None
    channel, address = to
    values = _values(session, appointment, person.language)
    if until is not None:
        values["until"] = wording.day_and_hour(until, person.language)
    if later is not None:
        values["when"] = wording.hour(appointment.starts_at + later, person.language)
    return messages.post(
        session,
        text=text,
        channel=channel,
        to=address,
        language=person.language,
        values=values,
        at=at,
        expires_at=max(until or appointment.starts_at + (later or timedelta(0)), at),
        person_id=person.id,
        key=f"{text}:{appointment.public_id}{_minutes(later)}",
    )


def remind_due(session: Session, *, at: datetime) -> int:
    """Remind those whose time has come; return how many. Run again, it reminds nobody twice."""
    if decent(at) != at:
        return 0
    count = 0
    for appointment in read.not_reminded(session, at=at):
        due = reminder_at(appointment.starts_at, appointment.created_at)
        if due is None or due > at or not is_worth_it(appointment.starts_at, at):
            continue
        count += tell(session, appointment, text=REMINDER, at=at) is not None
    return count


def _minutes(later: timedelta | None) -> str:
    """Return what tells one lateness from another, in the key of its message."""
    return f":{later // timedelta(minutes=1)}" if later is not None else ""


def _values(session: Session, appointment: Appointment, language: str) -> dict[str, str]:
    place = session.get_one(Place, appointment.place_id)
    stop = session.get(Stop, appointment.stop_id) if appointment.stop_id else None
    where = stop.address_line if stop else place.address_line
    return {
        "when": wording.day_and_hour(appointment.starts_at, language),
        "place": f"{place.name}, {where}",
        "spoken": group_code(appointment.code),
    }


def _wants(session: Session, person: Person, text: str) -> bool:
    return text in _ALWAYS or choices.person_wants(session, person.id, Topic.APPOINTMENTS)
