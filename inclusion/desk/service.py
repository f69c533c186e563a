"""What agents do for people: book by telephone or at the counter, cancel, move, call, tell."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.queries.reminders import REMINDED
from inclusion.appointments.rules.booking import Attendance, Origin, Slot
from inclusion.appointments.service import booking
from inclusion.audit import service as audit
from inclusion.desk.queries.appointments import CALLED, TOLD, find_by_key
from inclusion.desk.queries.people import ADDED
from inclusion.desk.rules.telling import Told
from inclusion.people import service as people
from inclusion.people.models import Person


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody not known yet: a name is enough."""

    name: str
    phone: str | None = None
    birth_on: str | None = None
    language: str = "fr"


def add_person(session: Session, new: NewPerson, *, actor: Actor, at: datetime) -> Person:
    """Add somebody to those whom the actor's structure helps. Raises Invalid(name_…)."""
    person = _make(session, new, at)
    _note_added(session, person, actor, at)
    return person


def book_for(
    session: Session,
    *,
    person: Person | NewPerson,
    slot: Slot,
    reason: Reason,
    origin: Origin,
    attendance: Attendance,
    idempotency_key: str,
    actor: Actor,
    at: datetime,
) -> Appointment:
    """Book an hour for a person, adding them when they are new; return the appointment.

    The same form sent twice adds nobody and books nothing more.
    Raises SlotTaken when the hour is gone (nobody is added then), Invalid(name_…).
    """
    known = find_by_key(session, idempotency_key)
    if known is not None:
        return known
    with session.begin_nested():
        whom = _make(session, person, at) if isinstance(person, NewPerson) else person
        appointment = booking.book(
            session,
            slot=slot,
            person_id=whom.id,
            reason=reason,
            origin=origin,
            attendance=attendance,
            idempotency_key=idempotency_key,
            actor=actor,
            at=at,
        )
        if isinstance(person, NewPerson):
            if appointment.person_id == whom.id:
                _note_added(session, whom, actor, at)
            else:
                session.delete(whom)
    return appointment


def _make(session: Session, new: NewPerson, at: datetime) -> Person:
    return people.add(
        session,
        name=new.name,
        phone=new.phone,
        birth_on=new.birth_on,
        language=new.language,
        at=at,
    )


def _note_added(session: Session, person: Person, actor: Actor, at: datetime) -> None:
    audit.record(
        session,
        action=ADDED,
        at=at,
        actor=actor,
        person_id=person.id,
        object_kind="person",
        object_id=person.id,
    )


def cancel_for(
    session: Session,
    appointment: Appointment,
    *,
    by_service: bool,
    told: Told,
    actor: Actor,
    at: datetime,
    note: str = "",
) -> Appointment:
    """Cancel for the person or for the service, and note how the person is told.

    Told.LATER leaves it among what remains to do. Raises NotNow when it is over.
    """
    was_pending = appointment.is_pending
    done = booking.cancel(
        session,
        appointment_id=appointment.id,
        by_service=by_service,
        note=note,
        actor=actor,
        at=at,
    )
    if was_pending and told is not Told.LATER:
        note_told(session, done, told=told, actor=actor, at=at)
    return done


def note_told(
    session: Session, appointment: Appointment, *, told: Told, actor: Actor, at: datetime
) -> None:
    """Note that the person knows that their appointment is cancelled."""
    _note(session, TOLD, appointment, actor=actor, at=at, detail={"how": str(told)})


def note_call(session: Session, appointment: Appointment, *, actor: Actor, at: datetime) -> None:
    """Note that the person was called after a missed or incomplete appointment."""
    _note(session, CALLED, appointment, actor=actor, at=at, detail={})


def note_reminded(
    session: Session, appointment: Appointment, *, actor: Actor, at: datetime
) -> None:
    """Note that the person was called to remind them."""
    _note(session, REMINDED, appointment, actor=actor, at=at, detail={})


def _note(
    session: Session,
    action: str,
    appointment: Appointment,
    *,
    actor: Actor,
    at: datetime,
    detail: dict[str, object],
) -> None:
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        person_id=appointment.person_id,
        object_kind="appointment",
        object_id=appointment.id,
        detail={"status": str(appointment.status), **detail},
    )
