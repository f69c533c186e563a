"""Book, move and cancel. The database has the last word on who gets an hour."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.rules.booking import (
    CANCELLED,
    PENDING,
    Attendance,
    Needs,
    Origin,
    Slot,
    Status,
    public_may_cancel,
)
from inclusion.appointments.rules.overlap import Overlap
from inclusion.appointments.rules.refusals import NotNow, SlotTaken, TooLate
from inclusion.appointments.service import holding, placing, resources, telling
from inclusion.appointments.service.noting import check_notice, is_agent, locked, record
from inclusion.people import service as people
from inclusion.people.models import Person


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
    needs: Needs | None = None,
    held: str | None = None,
    overlap: Overlap | None = None,
) -> Appointment:
    """Book an hour for a person and return the appointment.

    slot: its mediator, or of those who are free the one who knows the person, or else the least
    loaded; its end is what the reason asks. The same idempotency key gives back the same
    appointment. needs: what the hour must offer; an interpreter asked for in `attendance` is one.
    held: the reference of a hold of this hour, which then becomes the appointment. overlap: an
    agent takes an hour that is not free, on purpose.
    Raises SlotTaken when nobody can receive at that hour, TooSoon when the notice of the reason
    forbids it to the public, NotNow for somebody deceased, Overlaps when an agent must first say
    that the hour is taken on purpose.
    """
    known = _of_key(session, idempotency_key)
    if known is not None:
        return known
    attendance = attendance or Attendance()
    needs = _needs(needs, attendance, actor)
    overlap = overlap if is_agent(actor) else None
    check_notice(reason, slot.starts_at, actor, at)
    kept = _kept(session, held, slot, at)
    among = []
    if kept is None and overlap is None:
        among = placing.candidates(
            session, slot=slot, reason=reason, needs=needs, person_id=person_id, at=at
        )
        if not among:
            return _twin(session, idempotency_key)
    _refuse_deceased(session, person_id)
    appointment = kept or Appointment(code=placing.new_code(session), created_at=at)
    appointment.reason_id, appointment.person_id = reason.id, person_id
    appointment.origin, appointment.booked_by_id = origin, actor.account_id
    appointment.idempotency_key = idempotency_key
    for name, value in _attended(attendance).items():
        setattr(appointment, name, value)
    try:
        if kept is not None:
            _confirm(session, kept, reason=reason, needs=needs, at=at)
        elif overlap is not None:
            placing.place_over(
                session,
                appointment,
                slot=slot,
                reason=reason,
                needs=needs,
                overlap=overlap,
                at=at,
            )
        else:
            placing.place(
                session, appointment, among=among, slot=slot, reason=reason, needs=needs, at=at
            )
    except SlotTaken as refused:
        return _twin(session, idempotency_key, refused)
    record(session, "appointment.booked", appointment, actor, at)
    telling.tell(session, appointment, text=telling.BOOKED, at=at)
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
    needs: Needs | None = None,
    held: str | None = None,
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
            needs=needs,
            held=held,
        )
        if appointment.person_id != whose and person_id is None:
            session.delete(session.get_one(Person, whose))
    return appointment


def cancel(
    session: Session,
    *,
    appointment_id: int,
    actor: Actor,
    at: datetime,
    by_service: bool = False,
    note: str = "",
    cools: bool = True,
) -> Appointment:
    """Cancel an appointment. Cancelling twice changes nothing.

    Its hour goes to the waiting list first, then to all after a random while; cools=False frees it
    at once. by_service: an agent cancels for the service; otherwise the person does, or an agent
    who has them on the telephone. Raises NotNow when it is over, TooLate when the person must
    telephone.
    """
    appointment = locked(session, appointment_id)
    if appointment.status in CANCELLED:
        return appointment
    if appointment.status not in PENDING:
        raise NotNow("cancel")
    if not is_agent(actor):
        terms = session.get_one(Reason, appointment.reason_id).terms
        if not public_may_cancel(terms, appointment.starts_at, at):
            raise TooLate("cancel")
    appointment.status = Status.CANCELLED_BY_SERVICE if by_service else Status.CANCELLED_BY_PERSON
    appointment.cancelled_at = at
    appointment.cancel_note = note[:300]
    session.flush()
    holding.free(session, appointment, at=at, cools=cools)
    record(session, "appointment.cancelled", appointment, actor, at)
    if by_service:
        telling.tell(session, appointment, text=telling.CANCELLED, at=at)
    return appointment


def _needs(needs: Needs | None, attendance: Attendance, actor: Actor) -> Needs:
    needs = needs or Needs()
    return replace(
        needs,
        interpreter=needs.interpreter or attendance.interpreter_language,
        assisted=needs.assisted or is_agent(actor),
    )


def _kept(session: Session, held: str | None, slot: Slot, at: datetime) -> Appointment | None:
    """Return the hold of this hour if it still stands; it waits for nobody else then."""
    if held is None:
        return None
    found = session.scalar(
        sa.select(Appointment)
        .where(Appointment.public_id == held, Appointment.status == Status.HELD)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None or found.held_until is None or found.held_until <= at:
        return None
    same = (found.starts_at, found.place_id) == (slot.starts_at, slot.place_id)
    return found if same else None


def _confirm(
    session: Session, kept: Appointment, *, reason: Reason, needs: Needs, at: datetime
) -> None:
    """Make a hold the appointment: longer perhaps, and with what the person needs.

    Raises SlotTaken when the hour has no room for that.
    """
    needs = resources.within_reach(session, needs, place_id=kept.place_id)
    longer = kept.starts_at + reason.terms.lasting(needs)
    kept.status, kept.hold_kind, kept.held_until = Status.SCHEDULED, None, None
    kept.ends_at, kept.blocks_until = longer, longer + reason.terms.buffer
    kept.created_at = at
    try:
        with session.begin_nested():
            session.flush()
            resources.give_back(session, kept)
            resources.take(session, kept, reason=reason, needs=needs)
    except IntegrityError as error:
        raise SlotTaken("slot", field="slot") from error


def _attended(attendance: Attendance) -> dict[str, object]:
    return {
        "people_count": attendance.people_count,
        "company": attendance.company,
        "interpreter_language": attendance.interpreter_language,
        "channel": attendance.channel,
        "children_count": attendance.children_count,
        "second_person_id": attendance.second_person_id,
    }


def _refuse_deceased(session: Session, person_id: int) -> None:
    """Wait for a death being recorded, so that no hour is booked behind it. Raises NotNow."""
    died_on = sa.select(Person.deceased_on).where(Person.id == person_id)
    if session.scalar(died_on.with_for_update(read=True, key_share=True)) is not None:
        raise NotNow("deceased")


def _twin(session: Session, key: str | None, refused: SlotTaken | None = None) -> Appointment:
    """Return the appointment of the same form, which may have taken the hour itself.

    Raises SlotTaken, as it was refused, when there is none.
    """
    twin = _of_key(session, key)
    if twin is None:
        raise refused or SlotTaken("slot", field="slot")
    return twin


def _of_key(session: Session, key: str | None) -> Appointment | None:
    if key is None:
        return None
    return session.scalar(sa.select(Appointment).where(Appointment.idempotency_key == key))
