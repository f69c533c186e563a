"""Give an appointment or a hold its hour, its mediator and what it needs: the database decides."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.appointments import public_holidays
from inclusion.appointments.models import LONGEST, Appointment, Reason, is_live
from inclusion.appointments.queries.mediators import Receiver, receivers
from inclusion.appointments.rules.booking import HoldKind, Needs, Slot, Status
from inclusion.appointments.rules.overlap import Overlap
from inclusion.appointments.rules.refusals import Overlaps, SlotTaken
from inclusion.appointments.service import resources
from inclusion.clock import paris_today
from inclusion.tokens import spoken_code

_MEDIATOR = sa.select(Account.id).where(Account.id == sa.bindparam("mediator"))
_LOCK = _MEDIATOR.with_for_update(key_share=True)
_LOCK_IF_FREE = _MEDIATOR.with_for_update(key_share=True, skip_locked=True)
_THERE = sa.select(Appointment.id, Appointment.held_until, Appointment.hold_kind).where(
    is_live,
    Appointment.mediator_id == sa.bindparam("mediator"),
    Appointment.starts_at > sa.bindparam("after"),
    Appointment.starts_at < sa.bindparam("until"),
    Appointment.blocks_until > sa.bindparam("starts_at"),
)


def candidates(
    session: Session,
    *,
    slot: Slot,
    reason: Reason,
    needs: Needs,
    person_id: int | None,
    at: datetime,
) -> list[Receiver]:
    """Return who could have this hour as things stand, best first; it locks nothing."""
    wanted = _whole(slot, reason, resources.within_reach(session, needs, place_id=slot.place_id))
    if wanted.starts_at.second or wanted.starts_at.microsecond:
        return []
    if public_holidays.is_holiday(paris_today(wanted.starts_at)):
        return []
    return receivers(session, wanted, terms=reason.terms, needs=needs, person_id=person_id, at=at)


def place(
    session: Session,
    appointment: Appointment,
    *,
    among: Sequence[Receiver],
    slot: Slot,
    reason: Reason,
    needs: Needs,
    at: datetime,
) -> None:
    """Write the appointment at this hour, with the first mediator who can have it.

    slot: its end is what the reason and the needs ask. among: what `candidates` returned. Each try
    stands in a savepoint: on PostgreSQL a failed one lets go of the mediator's lock, so that two
    bookings never wait for each other. Those whom another booking holds are tried last.
    Raises SlotTaken.
    """
    needs = resources.within_reach(session, needs, place_id=slot.place_id)
    wanted = _whole(slot, reason, needs)
    waiting = list(among)
    for lock in (_LOCK_IF_FREE, _LOCK):
        tried, waiting = waiting, []
        for receiver in tried:
            savepoint = session.begin_nested()
            only = Slot(wanted.starts_at, wanted.ends_at, slot.place_id, receiver.mediator_id)
            if not _is_locked(session, lock, receiver.mediator_id):
                waiting.append(receiver)
            elif _is_written(
                session,
                appointment,
                only,
                stop_id=receiver.stop_id,
                reason=reason,
                needs=needs,
                at=at,
            ):
                savepoint.commit()
                return
            savepoint.rollback()
    raise SlotTaken("slot", field="slot")


def _is_written(
    session: Session,
    appointment: Appointment,
    only: Slot,
    *,
    stop_id: int | None,
    reason: Reason,
    needs: Needs,
    at: datetime,
) -> bool:
    """Write the appointment with this mediator; False when somebody was faster.

    Under the lock, the mediator's time is looked at again; holds that count no more give way.
    """
    if _conflicts(session, only, reason.terms.buffer, needs, at):
        return False
    try:
        receiver = Receiver(only.mediator_id or 0, stop_id)
        _write(session, appointment, only, receiver, reason.terms.buffer)
        resources.take(session, appointment, reason=reason, needs=needs)
    except (IntegrityError, SlotTaken):
        return False
    return True


def place_over(
    session: Session,
    appointment: Appointment,
    *,
    slot: Slot,
    reason: Reason,
    needs: Needs,
    overlap: Overlap,
    at: datetime,
) -> None:
    """Write the appointment of one mediator though the hour is not free, because an agent says so.

    Raises Overlaps when something is there that the agent was not warned of. When nothing is, it
    is an appointment like any other. Raises SlotTaken when what it needs is taken.
    """
    if slot.mediator_id is None:
        raise SlotTaken("slot", field="slot")
    needs = resources.within_reach(session, needs, place_id=slot.place_id)
    wanted = _whole(slot, reason, needs)
    _is_locked(session, _LOCK, slot.mediator_id)
    there = _conflicts(session, wanted, reason.terms.buffer, needs, at)
    if there - overlap.seen:
        raise Overlaps(there)
    appointment.overlap_reason = overlap.reason[:200] if there else ""
    receiver = Receiver(slot.mediator_id, slot.stop_id)
    with session.begin_nested():
        _write(session, appointment, wanted, receiver, reason.terms.buffer)
        resources.take(session, appointment, reason=reason, needs=needs)


def new_code(session: Session) -> str:
    """Return a code to say aloud that no appointment has."""
    while True:
        code = spoken_code()
        known = sa.select(Appointment.id).where(
            Appointment.code == code, Appointment.status != Status.RESCHEDULED
        )
        if session.scalar(known) is None:
            return code


def _whole(slot: Slot, reason: Reason, needs: Needs) -> Slot:
    ends_at = slot.starts_at + reason.terms.lasting(needs)
    return Slot(slot.starts_at, ends_at, slot.place_id, slot.mediator_id, slot.stop_id)


def _is_locked(session: Session, lock: sa.Select[int], mediator_id: int) -> bool:
    """Let one booking at a time look at a mediator's hours; False when another one holds them."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return session.connection().scalar(lock, {"mediator": mediator_id}) is not None


def _conflicts(
    session: Session, slot: Slot, buffer: timedelta, needs: Needs, at: datetime
) -> frozenset[int]:
    """Return the ids of what takes the mediator's time then.

    Holds that count no more are deleted: those that have ended and, for an agent, those that cool.
    """
    values = {
        "mediator": slot.mediator_id,
        "after": slot.starts_at - LONGEST,
        "starts_at": slot.starts_at,
        "until": slot.ends_at + buffer,
    }
    there = set()
    for one, held_until, kind in session.connection().execute(_THERE, values).all():
        has_ended = held_until is not None and held_until <= at
        if has_ended or (needs.assisted and kind is HoldKind.COOLING):
            session.delete(session.get(Appointment, one))
            session.flush()
        else:
            there.add(one)
    return frozenset(there)


def _write(
    session: Session,
    appointment: Appointment,
    slot: Slot,
    receiver: Receiver,
    buffer: timedelta,
) -> None:
    appointment.mediator_id, appointment.stop_id = receiver.mediator_id, receiver.stop_id
    appointment.place_id = slot.place_id
    appointment.starts_at, appointment.ends_at = slot.starts_at, slot.ends_at
    appointment.blocks_until = slot.ends_at + buffer
    session.add(appointment)
    session.flush()
