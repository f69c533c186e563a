"""Move an appointment: to another hour, another place or another mediator, in one act."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.rules.booking import (
    Initiative,
    Needs,
    Slot,
    Status,
    may_follow,
    public_may_move,
)
from inclusion.appointments.rules.overlap import Overlap
from inclusion.appointments.rules.refusals import NotNow, TooLate
from inclusion.appointments.service import holding, placing, resources, telling
from inclusion.appointments.service.noting import check_notice, is_agent, locked, record


def move(
    session: Session,
    *,
    appointment_id: int,
    slot: Slot,
    actor: Actor,
    at: datetime,
    initiative: Initiative = Initiative.PERSON,
    overlap: Overlap | None = None,
    needs: Needs | None = None,
    cools: bool = True,
) -> Appointment:
    """Move an appointment to another hour or mediator: one act; the code the person knows stays.

    initiative: who asked for it. Moving again to the same hour and mediator (a form sent twice)
    gives back the same appointment. cools: whether the hour that it leaves waits before it is
    everybody's. Raises NotNow when it is over or cancelled, TooLate or TooSoon when the limits of
    the reason forbid it to the public, SlotTaken or Overlaps when the hour is gone; the old one
    then stays as it was.
    """
    old = locked(session, appointment_id)
    done = _successor(session, old)
    if done is not None and _is_there(done, slot):
        return done
    if not may_follow(old.status, Status.RESCHEDULED):
        raise NotNow("move")
    reason = session.get_one(Reason, old.reason_id)
    if not is_agent(actor) and not public_may_move(reason.terms, old.starts_at, at):
        raise TooLate("move")
    check_notice(reason, slot.starts_at, actor, at)
    needs = needs or Needs(interpreter=old.interpreter_language)
    needs = replace(needs, assisted=needs.assisted or is_agent(actor))
    with session.begin_nested():
        old.status = Status.RESCHEDULED
        resources.give_back(session, old)
        session.flush()
        moved = _moved_from(old, initiative, at)
        if overlap is not None and is_agent(actor):
            placing.place_over(
                session, moved, slot=slot, reason=reason, needs=needs, overlap=overlap, at=at
            )
        else:
            among = placing.candidates(
                session, slot=slot, reason=reason, needs=needs, person_id=old.person_id, at=at
            )
            placing.place(session, moved, among=among, slot=slot, reason=reason, needs=needs, at=at)
    if cools and not _overlaps(old, moved):
        holding.cool(session, old, at=at)
    record(
        session,
        "appointment.moved",
        moved,
        actor,
        at,
        detail={"from": old.id, "initiative": initiative.value},
    )
    if moved.starts_at != old.starts_at or moved.place_id != old.place_id:
        telling.tell(session, moved, text=telling.MOVED, at=at)
    return moved


def _moved_from(old: Appointment, initiative: Initiative, at: datetime) -> Appointment:
    return Appointment(
        code=old.code,
        reason_id=old.reason_id,
        person_id=old.person_id,
        second_person_id=old.second_person_id,
        origin=old.origin,
        booked_by_id=old.booked_by_id,
        people_count=old.people_count,
        children_count=old.children_count,
        company=old.company,
        interpreter_language=old.interpreter_language,
        channel=old.channel,
        moved_from_id=old.id,
        moved_by=initiative,
        created_at=at,
    )


def _is_there(appointment: Appointment, slot: Slot) -> bool:
    """Tell whether an appointment is already where it is to be moved."""
    return (
        appointment.starts_at == slot.starts_at
        and appointment.place_id == slot.place_id
        and slot.mediator_id in (None, appointment.mediator_id)
    )


def _overlaps(one: Appointment, other: Appointment) -> bool:
    return (
        one.mediator_id == other.mediator_id
        and one.starts_at < other.blocks_until
        and other.starts_at < one.blocks_until
    )


def _successor(session: Session, old: Appointment) -> Appointment | None:
    return session.scalar(sa.select(Appointment).where(Appointment.moved_from_id == old.id))
