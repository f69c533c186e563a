"""Give an appointment or a hold its hour, its mediator and what it needs: the database decides."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.appointments import public_holidays
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.queries.mediators import Receiver, conflicts, receivers
from inclusion.appointments.rules.booking import HoldKind, Needs, Slot, Status
from inclusion.appointments.rules.overlap import Overlap
from inclusion.appointments.rules.refusals import Overlaps, SlotTaken
from inclusion.appointments.service import resources
from inclusion.clock import paris_today
from inclusion.tokens import spoken_code

_LOCK = (
    sa.select(Account.id)
    .where(Account.id == sa.bindparam("mediator"))
    .with_for_update(key_share=True)
)
_HELD_THEN = sa.select(Appointment.id).where(
    Appointment.status == Status.HELD,
    Appointment.mediator_id == sa.bindparam("mediator"),
    Appointment.starts_at < sa.bindparam("until"),
    Appointment.blocks_until > sa.bindparam("starts_at"),
)
_YIELDING = {
    False: _HELD_THEN.where(Appointment.held_until <= sa.bindparam("at")),
    True: _HELD_THEN.where(
        sa.or_(
            Appointment.held_until <= sa.bindparam("at"),
            Appointment.hold_kind == HoldKind.COOLING,
        )
    ),
}
"""Holds that stand in the way and count no more: ended; for an agent, cooling too."""


def place(
    session: Session,
    appointment: Appointment,
    *,
    slot: Slot,
    reason: Reason,
    needs: Needs,
    at: datetime,
) -> None:
    """Write the appointment at this hour, with the first mediator who can have it.

    slot: its end is what the reason and the needs ask. Each try stands in a savepoint: on
    PostgreSQL a failed one lets go of the mediator's lock, so that two bookings never wait for
    each other. Raises SlotTaken.
    """
    needs = resources.within_reach(session, needs, place_id=slot.place_id)
    wanted = _whole(slot, reason, needs)
    for receiver in _candidates(session, wanted, appointment, reason=reason, needs=needs, at=at):
        savepoint = session.begin_nested()
        try:
            only = Slot(wanted.starts_at, wanted.ends_at, slot.place_id, receiver.mediator_id)
            others_may_come = _lock_mediator(session, receiver.mediator_id)
            if not others_may_come or receivers(
                session, only, terms=reason.terms, needs=needs, at=at
            ):
                _drop_yielding(session, only, reason.terms.buffer, needs, at)
                _write(session, appointment, only, receiver, reason.terms.buffer)
                resources.take(session, appointment, reason=reason, needs=needs)
                savepoint.commit()
                return
        except (IntegrityError, SlotTaken):
            pass
        savepoint.rollback()
    raise SlotTaken("slot", field="slot")


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
    _lock_mediator(session, slot.mediator_id)
    _drop_yielding(session, wanted, reason.terms.buffer, needs, at)
    there = conflicts(
        session,
        mediator_id=slot.mediator_id,
        starts_at=wanted.starts_at,
        until=wanted.ends_at + reason.terms.buffer,
        at=at,
    )
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


def _candidates(
    session: Session,
    wanted: Slot,
    appointment: Appointment,
    *,
    reason: Reason,
    needs: Needs,
    at: datetime,
) -> Iterator[Receiver]:
    if wanted.starts_at.second or wanted.starts_at.microsecond:
        return
    if public_holidays.is_holiday(paris_today(wanted.starts_at)):
        return
    yield from receivers(
        session,
        wanted,
        terms=reason.terms,
        needs=needs,
        person_id=appointment.person_id,
        at=at,
    )


def _lock_mediator(session: Session, mediator_id: int) -> bool:
    """Let one booking at a time look at a mediator's hours.

    Return whether another may have changed them before; SQLite's writers already queue.
    """
    if session.get_bind().dialect.name == "sqlite":
        return False
    session.connection().execute(_LOCK, {"mediator": mediator_id})
    return True


def _drop_yielding(
    session: Session, slot: Slot, buffer: timedelta, needs: Needs, at: datetime
) -> None:
    """Delete the holds that stand in the way and count no more."""
    values = {
        "mediator": slot.mediator_id,
        "starts_at": slot.starts_at,
        "until": slot.ends_at + buffer,
        "at": at,
    }
    for gone in session.connection().scalars(_YIELDING[needs.assisted], values).all():
        one = session.get(Appointment, gone)
        session.delete(one)
        session.flush()


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
