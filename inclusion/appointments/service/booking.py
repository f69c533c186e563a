"""Book, move and cancel. The database has the last word on who gets an hour."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments import public_holidays
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.queries.mediators import free_mediators
from inclusion.appointments.rules.booking import (
    CANCELLED,
    PENDING,
    Attendance,
    Origin,
    Slot,
    Status,
    may_follow,
    public_may_book,
    public_may_cancel,
    public_may_move,
)
from inclusion.appointments.rules.refusals import NotNow, SlotTaken, TooLate, TooSoon
from inclusion.audit import service as audit
from inclusion.clock import paris_today
from inclusion.errors import NotFound
from inclusion.people import service as people
from inclusion.people.models import Person
from inclusion.tokens import spoken_code

AGENT_ROLES = frozenset({"mediator", "coordinator", "administrator"})


def book(
    session: Session,
    *,
    slot: Slot,
    person_id: int,
    reason: Reason,
    origin: Origin,
    actor: Actor,
    at: datetime,
    attendance: Attendance | None = None,
    idempotency_key: str | None = None,
) -> Appointment:
    """Book an hour for a person and return the appointment.

    slot: its mediator, or the least loaded of those who are free when it names none; its end is
    what the reason asks. The same idempotency key gives back the same appointment.
    Raises SlotTaken when nobody can receive at that hour, TooSoon when the notice of the reason
    forbids it to the public, NotNow for somebody deceased.
    """
    known = _of_key(session, idempotency_key)
    if known is not None:
        return known
    _refuse_deceased(session, person_id)
    _check_notice(reason, slot.starts_at, actor, at)
    appointment = Appointment(
        code=_new_code(session),
        reason_id=reason.id,
        person_id=person_id,
        origin=origin,
        booked_by_id=actor.account_id,
        idempotency_key=idempotency_key,
        created_at=at,
        **_attended(attendance or Attendance()),
    )
    try:
        _place(session, appointment, slot=slot, duration=reason.terms.duration)
    except SlotTaken:
        twin = _of_key(session, idempotency_key)
        if twin is None:
            raise
        return twin
    _record(session, "appointment.booked", appointment, actor, at)
    return appointment


def book_for(
    session: Session,
    *,
    person_id: int | None,
    name: str,
    language: str,
    idempotency_key: str,
    at: datetime,
    slot: Slot,
    reason: Reason,
    origin: Origin,
    actor: Actor,
    attendance: Attendance,
) -> Appointment:
    """Book for somebody known, or for somebody added to our people by this very act.

    Nobody is added when the hour is gone, nor when the same form comes twice.
    Raises what `book` raises, and Invalid for a name that is none.
    """
    known = _of_key(session, idempotency_key)
    if known is not None:
        return known
    with session.begin_nested():
        whose = person_id
        if whose is None:
            whose = people.add(session, name=name, language=language, at=at).id
        appointment = book(
            session,
            slot=slot,
            person_id=whose,
            reason=reason,
            origin=origin,
            actor=actor,
            at=at,
            attendance=attendance,
            idempotency_key=idempotency_key,
        )
        if appointment.person_id != whose and person_id is None:
            session.delete(session.get_one(Person, whose))
    return appointment


def move(
    session: Session,
    *,
    appointment_id: int,
    slot: Slot,
    actor: Actor,
    at: datetime,
) -> Appointment:
    """Move an appointment to another hour: one act, and the code that the person knows stays.

    Moving again to the same hour (a form sent twice) gives back the same appointment.
    Raises NotNow when it is over or cancelled, TooLate or TooSoon when the limits of the reason
    forbid it to the public, SlotTaken when the hour is gone; the old one then stays as it was.
    """
    old = _locked(session, appointment_id)
    done = _successor(session, old)
    if done is not None and done.starts_at == slot.starts_at:
        return done
    if not may_follow(old.status, Status.RESCHEDULED):
        raise NotNow("move")
    reason = session.get_one(Reason, old.reason_id)
    if not _is_agent(actor) and not public_may_move(reason.terms, old.starts_at, at):
        raise TooLate("move")
    _check_notice(reason, slot.starts_at, actor, at)
    with session.begin_nested():
        old.status = Status.RESCHEDULED
        session.flush()
        moved = _moved_from(old, at)
        _place(session, moved, slot=slot, duration=reason.terms.duration)
    _record(session, "appointment.moved", moved, actor, at, detail={"from": old.id})
    return moved


def cancel(
    session: Session,
    *,
    appointment_id: int,
    actor: Actor,
    at: datetime,
    by_service: bool = False,
    note: str = "",
) -> Appointment:
    """Cancel an appointment: its hour is free at once. Cancelling twice changes nothing.

    by_service: an agent cancels for the service; otherwise the person does, or an agent who has
    them on the telephone. Raises NotNow when it is over, TooLate when the person must telephone.
    """
    appointment = _locked(session, appointment_id)
    if appointment.status in CANCELLED:
        return appointment
    if appointment.status not in PENDING:
        raise NotNow("cancel")
    if not _is_agent(actor):
        terms = session.get_one(Reason, appointment.reason_id).terms
        if not public_may_cancel(terms, appointment.starts_at, at):
            raise TooLate("cancel")
    appointment.status = Status.CANCELLED_BY_SERVICE if by_service else Status.CANCELLED_BY_PERSON
    appointment.cancelled_at = at
    appointment.cancel_note = note[:300]
    session.flush()
    _record(session, "appointment.cancelled", appointment, actor, at)
    return appointment


def _place(session: Session, appointment: Appointment, *, slot: Slot, duration: timedelta) -> None:
    """Give the appointment an hour and a mediator, trying those who are free one by one.

    Each try stands in a savepoint: on PostgreSQL a failed one lets go of the mediator's lock, so
    that two bookings never wait for each other. Raises SlotTaken.
    """
    ends_at = slot.starts_at + duration
    wanted = Slot(slot.starts_at, ends_at, slot.place_id, slot.mediator_id)
    for mediator_id in _candidates(session, wanted):
        savepoint = session.begin_nested()
        try:
            _lock_mediator(session, mediator_id)
            if free_mediators(session, wanted, only=mediator_id):
                appointment.mediator_id = mediator_id
                appointment.place_id = slot.place_id
                appointment.starts_at, appointment.ends_at = slot.starts_at, ends_at
                session.add(appointment)
                session.flush()
                savepoint.commit()
                return
        except IntegrityError:
            pass
        savepoint.rollback()
    raise SlotTaken("slot", field="slot")


def _candidates(session: Session, wanted: Slot) -> Iterator[int]:
    if wanted.starts_at.second or wanted.starts_at.microsecond:
        return
    if public_holidays.is_holiday(paris_today(wanted.starts_at)):
        return
    yield from free_mediators(session, wanted, only=wanted.mediator_id)


def _lock_mediator(session: Session, mediator_id: int) -> None:
    """Let one booking at a time look at a mediator's hours; SQLite's writers already queue."""
    session.execute(
        sa.select(Account.id).where(Account.id == mediator_id).with_for_update(key_share=True)
    )


def _moved_from(old: Appointment, at: datetime) -> Appointment:
    return Appointment(
        code=old.code,
        reason_id=old.reason_id,
        person_id=old.person_id,
        origin=old.origin,
        booked_by_id=old.booked_by_id,
        people_count=old.people_count,
        company=old.company,
        interpreter_language=old.interpreter_language,
        channel=old.channel,
        moved_from_id=old.id,
        created_at=at,
    )


def _attended(attendance: Attendance) -> dict[str, object]:
    return {
        "people_count": attendance.people_count,
        "company": attendance.company,
        "interpreter_language": attendance.interpreter_language,
        "channel": attendance.channel,
    }


def _refuse_deceased(session: Session, person_id: int) -> None:
    """Wait for a death being recorded, so that no hour is booked behind it. Raises NotNow."""
    died_on = sa.select(Person.deceased_on).where(Person.id == person_id)
    if session.scalar(died_on.with_for_update(read=True, key_share=True)) is not None:
        raise NotNow("deceased")


def _check_notice(reason: Reason, starts_at: datetime, actor: Actor, at: datetime) -> None:
    if _is_agent(actor):
        return
    if not reason.bookable_by_public or not public_may_book(reason.terms, starts_at, at):
        raise TooSoon("notice", field="slot")


def _is_agent(actor: Actor) -> bool:
    return actor.role in AGENT_ROLES


def _of_key(session: Session, key: str | None) -> Appointment | None:
    if key is None:
        return None
    return session.scalar(sa.select(Appointment).where(Appointment.idempotency_key == key))


def _locked(session: Session, appointment_id: int) -> Appointment:
    found = session.get(Appointment, appointment_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("appointment")
    return found


def _successor(session: Session, old: Appointment) -> Appointment | None:
    return session.scalar(sa.select(Appointment).where(Appointment.moved_from_id == old.id))


def _new_code(session: Session) -> str:
    while True:
        code = spoken_code()
        known = sa.select(Appointment.id).where(
            Appointment.code == code, Appointment.status != Status.RESCHEDULED
        )
        if session.scalar(known) is None:
            return code


def _record(
    session: Session,
    action: str,
    appointment: Appointment,
    actor: Actor,
    at: datetime,
    *,
    detail: dict[str, object] | None = None,
) -> None:
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        person_id=appointment.person_id,
        object_kind="appointment",
        object_id=appointment.id,
        detail={"status": str(appointment.status), **(detail or {})},
    )
