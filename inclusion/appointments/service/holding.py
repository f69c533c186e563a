"""Keep an hour a while: for a form being filled, for who waits, or just freed.

A hold is a row of appointments, so the constraint that forbids two appointments forbids two holds.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.rules.booking import HoldKind, Needs, Origin, Slot, Status
from inclusion.appointments.service import placing, resources

FORM_LIFE = timedelta(minutes=10)
"""How long an hour is kept for somebody who fills the form alone."""

CALL_LIFE = timedelta(minutes=20)
"""The same, for an agent who has the person on the telephone."""

COOLING = (timedelta(minutes=10), timedelta(minutes=40))
"""How long a freed hour waits at least and at most, so that nobody can trade it."""


def hold(
    session: Session,
    *,
    slot: Slot,
    reason: Reason,
    kind: HoldKind,
    until: datetime,
    actor: Actor,
    at: datetime,
    person_id: int | None = None,
    needs: Needs | None = None,
) -> Appointment:
    """Keep an hour until `until` and return the hold. Raises SlotTaken.

    `booking.book(held=public_id)` makes it the appointment. It is no fact of the journal: nobody
    has an appointment yet.
    """
    needs = needs or Needs()
    held = Appointment(
        code=placing.new_code(session),
        reason_id=reason.id,
        person_id=person_id,
        status=Status.HELD,
        hold_kind=kind,
        held_until=until,
        origin=Origin.TELEPHONE if needs.assisted else Origin.WEB,
        interpreter_language=needs.interpreter,
        booked_by_id=actor.account_id,
        created_at=at,
    )
    among = placing.candidates(
        session, slot=slot, reason=reason, needs=needs, person_id=person_id, at=at
    )
    placing.place(session, held, among=among, slot=slot, reason=reason, needs=needs, at=at)
    return held


def extend(session: Session, held: Appointment, *, until: datetime) -> None:
    """Keep the hour longer: the person is still there."""
    held.held_until = until
    session.flush()


def release(session: Session, held: Appointment) -> None:
    """Give a hold's hour back at once."""
    session.execute(
        sa.delete(Appointment).where(Appointment.id == held.id, Appointment.status == Status.HELD)
    )


def cool(session: Session, freed: Appointment, *, at: datetime) -> Appointment | None:
    """Keep the hour that a cancelled or moved appointment leaves for a random while.

    The waiting list looks at it first, and an agent may take it; then it is everybody's. Returns
    None when the hour is too near to wait, or when the appointment lay over others.
    """
    least, most = COOLING
    until = at + least + timedelta(seconds=secrets.randbelow(int((most - least).total_seconds())))
    if until >= freed.starts_at or freed.overlap_reason:
        return None
    cooling = Appointment(
        code=placing.new_code(session),
        reason_id=freed.reason_id,
        place_id=freed.place_id,
        stop_id=freed.stop_id,
        mediator_id=freed.mediator_id,
        starts_at=freed.starts_at,
        ends_at=freed.ends_at,
        blocks_until=freed.blocks_until,
        status=Status.HELD,
        hold_kind=HoldKind.COOLING,
        held_until=until,
        origin=freed.origin,
        created_at=at,
    )
    session.add(cooling)
    session.flush()
    return cooling


def free(session: Session, freed: Appointment, *, at: datetime, cools: bool) -> None:
    """Give back the hour of an appointment that no longer needs it, and what it took."""
    resources.give_back(session, freed)
    if cools:
        cool(session, freed, at=at)


def drop_expired(session: Session, *, at: datetime) -> int:
    """Delete the holds that have ended; return how many. Searches no longer saw them."""
    ended = session.scalars(
        sa.delete(Appointment)
        .where(Appointment.status == Status.HELD, Appointment.held_until <= at)
        .returning(Appointment.id)
    )
    return len(ended.all())
