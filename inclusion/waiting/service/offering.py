"""Keep an hour for the first in line; take their yes or no; pass it on to the next.

Every act is a conditional update, so that of two who act at once the database lets one.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import SYSTEM, Actor
from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.booking import Attendance, HoldKind, Slot, Status
from inclusion.appointments.rules.refusals import NotNow, SlotTaken
from inclusion.appointments.service import booking, holding, moving
from inclusion.appointments.service.noting import is_agent
from inclusion.clock import paris_today
from inclusion.waiting.models import WaitingEntry, WaitingOffer
from inclusion.waiting.queries import entries as read
from inclusion.waiting.queries.freed import needs_of, reason_of
from inclusion.waiting.rules.entries import Answer, EntryState, OfferEnded
from inclusion.waiting.rules.offering import MOST_OFFERS, PASSING_ON, answer_until
from inclusion.waiting.service import saying
from inclusion.waiting.service.noting import locked, record


def offer(
    session: Session,
    entry_id: int,
    slot: Slot,
    *,
    actor: Actor = SYSTEM,
    at: datetime,
    cooling: int | None = None,
) -> WaitingOffer | None:
    """Keep an hour for somebody and tell them; None when it is not to be.

    cooling: the freed hour that this one comes from. None is returned when the person no longer
    waits or has too little time to answer, SlotTaken raised when the hour is gone.
    """
    entry = locked(session, entry_id)
    reason = reason_of(session, entry)
    until = answer_until(at, slot.starts_at, reason.terms.min_notice)
    if until is None:
        return None
    with session.begin_nested():
        if not _claim(session, entry, at):
            return None
        if cooling is not None:
            _take_cooling(session, cooling)
        held = holding.hold(
            session,
            slot=slot,
            reason=reason,
            kind=HoldKind.OFFER,
            until=until + PASSING_ON,
            actor=actor,
            at=at,
            person_id=entry.person_id,
            needs=needs_of(entry, assisted=is_agent(actor)),
        )
    made = WaitingOffer(
        entry_id=entry.id,
        hold=held.public_id,
        place_id=held.place_id,
        mediator_id=held.mediator_id,
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        answer=Answer.PENDING,
        offered_by_id=actor.account_id,
        offered_at=at,
        until_at=until,
    )
    session.add(made)
    session.flush()
    record(session, "waiting.offered", entry, actor, at, detail={"offer": made.id})
    saying.say_offer(session, entry, made, at=at)
    return made


def accept(session: Session, entry_id: int, *, actor: Actor, at: datetime) -> Appointment | None:
    """Book the hour that is kept, or move the appointment to it; accepting twice books once.

    Returns None when the hour cannot be given after all (an absence since): the person waits on.
    Raises OfferEnded when it is no longer kept, TooSoon or TooLate when only an agent may do it.
    """
    entry = locked(session, entry_id)
    if entry.state is EntryState.BOOKED and entry.appointment_id is not None:
        return session.get_one(Appointment, entry.appointment_id)
    made = read.pending_offer(session, entry.id)
    if made is None or not _answer(session, made, Answer.ACCEPTED, at, late=is_agent(actor)):
        raise OfferEnded("offer")
    try:
        with session.begin_nested():
            booked = _booked(session, entry, made, actor, at)
    except (SlotTaken, NotNow):
        made.answer = Answer.WITHDRAWN
        _wait_again(entry, at)
        _give_back(session, made, at)
        record(session, "waiting.withdrawn", entry, actor, at, detail={"offer": made.id})
        return None
    entry.state, entry.appointment_id, entry.ended_at = EntryState.BOOKED, booked.id, at
    session.flush()
    record(session, "waiting.accepted", entry, actor, at, detail={"offer": made.id})
    return booked


def refuse(session: Session, entry_id: int, *, actor: Actor, at: datetime) -> WaitingEntry:
    """Say no to the hour that is kept: the next in line gets it. Refusing twice is refusing once.

    The person waits on, unless it was the third.
    """
    entry = locked(session, entry_id)
    made = read.pending_offer(session, entry.id)
    if made is None or not _answer(session, made, Answer.REFUSED, at, late=True):
        return entry
    _wait_again(entry, at)
    _give_back(session, made, at)
    record(session, "waiting.refused", entry, actor, at, detail={"offer": made.id})
    return entry


def lapse(session: Session, offer_id: int, *, at: datetime) -> bool:
    """End an offer that nobody answered in time; tell whether this call did it."""
    entry_id = session.scalar(sa.select(WaitingOffer.entry_id).where(WaitingOffer.id == offer_id))
    if entry_id is None:
        return False
    entry = locked(session, entry_id)
    made = session.get_one(WaitingOffer, offer_id)
    ended = sa.and_(WaitingOffer.id == offer_id, WaitingOffer.until_at <= at)
    if not _mark(session, ended, made, Answer.LAPSED, at):
        return False
    _wait_again(entry, at)
    _give_back(session, made, at)
    record(session, "waiting.lapsed", entry, SYSTEM, at, detail={"offer": made.id})
    return True


def drop(session: Session, entry: WaitingEntry, *, at: datetime) -> None:
    """Give back what is kept for somebody who leaves."""
    made = read.pending_offer(session, entry.id)
    if made is not None and _answer(session, made, Answer.REFUSED, at, late=True):
        _give_back(session, made, at)


def _claim(session: Session, entry: WaitingEntry, at: datetime) -> bool:
    """Mark somebody as being offered an hour, unless they already are."""
    claimed = session.execute(
        sa.update(WaitingEntry)
        .where(WaitingEntry.id == entry.id, WaitingEntry.state == EntryState.WAITING)
        .values(
            state=EntryState.OFFERED,
            offers_count=WaitingEntry.offers_count + 1,
            last_offered_on=paris_today(at),
        )
    )
    session.refresh(entry, ["state", "offers_count", "last_offered_on"])
    return bool(claimed.rowcount)  # type: ignore[attr-defined]


def _take_cooling(session: Session, hold_id: int) -> None:
    """Take a freed hour; raises SlotTaken when another has it."""
    gone = session.execute(
        sa.delete(Appointment).where(
            Appointment.id == hold_id,
            Appointment.status == Status.HELD,
            Appointment.hold_kind == HoldKind.COOLING,
        )
    )
    if not gone.rowcount:  # type: ignore[attr-defined]
        raise SlotTaken("slot", field="slot")


def _booked(
    session: Session, entry: WaitingEntry, made: WaitingOffer, actor: Actor, at: datetime
) -> Appointment:
    """Book the hour as anybody would, once the row that kept it is out of the way.

    All is checked again: an absence or a closed place since. Nobody comes between, since the row
    goes in the same transaction.
    """
    held = _hold_of(session, made)
    if held is not None:
        holding.release(session, held)
    slot = Slot(made.starts_at, made.ends_at, made.place_id, made.mediator_id)
    needs = needs_of(entry, assisted=is_agent(actor))
    if entry.earlier_than_id is not None:
        return moving.move(
            session,
            appointment_id=entry.earlier_than_id,
            slot=slot,
            actor=actor,
            at=at,
            needs=needs,
        )
    return booking.book(
        session,
        slot=slot,
        person_id=entry.person_id,
        reason=reason_of(session, entry),
        origin=entry.origin,
        actor=actor,
        at=at,
        attendance=Attendance(interpreter_language=entry.interpreter_language),
        needs=needs,
        idempotency_key=f"waiting:{made.public_id}",
    )


def _answer(
    session: Session, made: WaitingOffer, answer: Answer, at: datetime, *, late: bool
) -> bool:
    """Write an answer if none is written; late: even when the time to answer is over."""
    condition = WaitingOffer.id == made.id
    if not late:
        condition = sa.and_(condition, WaitingOffer.until_at > at)
    return _mark(session, condition, made, answer, at)


def _mark(
    session: Session,
    condition: sa.ColumnElement[bool],
    made: WaitingOffer,
    answer: Answer,
    at: datetime,
) -> bool:
    marked = session.execute(
        sa.update(WaitingOffer)
        .where(condition, WaitingOffer.answer == Answer.PENDING)
        .values(answer=answer, answered_at=at)
    )
    session.refresh(made, ["answer", "answered_at"])
    return bool(marked.rowcount)  # type: ignore[attr-defined]


def _wait_again(entry: WaitingEntry, at: datetime) -> None:
    """Put somebody back in line, or off the list after the last offer."""
    is_over = entry.offers_count >= MOST_OFFERS
    entry.state = EntryState.EXPIRED if is_over else EntryState.WAITING
    entry.ended_at = at if is_over else None


def _hold_of(session: Session, made: WaitingOffer) -> Appointment | None:
    return session.scalar(
        sa.select(Appointment).where(
            Appointment.public_id == made.hold,
            Appointment.status == Status.HELD,
            Appointment.hold_kind == HoldKind.OFFER,
        )
    )


def _give_back(session: Session, made: WaitingOffer, at: datetime) -> None:
    """Let the hour cool again: the next in line is looked for before it is everybody's."""
    held = _hold_of(session, made)
    if held is not None:
        holding.release(session, held)
        holding.cool(session, held, at=at)
    session.flush()
