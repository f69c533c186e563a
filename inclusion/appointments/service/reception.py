"""The day at the desk: arrivals, outcomes, and taking back a mistake."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.booking import (
    LIVE,
    OUTCOMES,
    PENDING,
    Status,
    may_follow,
    undone,
)
from inclusion.appointments.rules.refusals import NotNow, SlotTaken
from inclusion.appointments.service import resources
from inclusion.audit import service as audit
from inclusion.clock import paris_today
from inclusion.errors import Invalid, NotFound

MISSING_MAX = 10
HAPPENED = frozenset({Status.HONOURED, Status.INCOMPLETE, Status.NO_SHOW})


def arrive(session: Session, *, appointment_id: int, actor: Actor, at: datetime) -> Appointment:
    """Note that the person is there. Raises NotNow when the appointment is over or cancelled."""
    appointment = _locked(session, appointment_id)
    _refuse_another_day(appointment, at)
    _pass(session, appointment, Status.ARRIVED)
    appointment.arrived_at, appointment.ended_at = at, None
    return _recorded(session, "appointment.arrived", appointment, actor, at)


def start(session: Session, *, appointment_id: int, actor: Actor, at: datetime) -> Appointment:
    """Note that the person is being helped. Raises NotNow."""
    appointment = _locked(session, appointment_id)
    _pass(session, appointment, Status.IN_PROGRESS)
    appointment.started_at = at
    return _recorded(session, "appointment.started", appointment, actor, at)


def record_outcome(
    session: Session,
    *,
    appointment_id: int,
    outcome: Status,
    actor: Actor,
    at: datetime,
    missing_papers: Sequence[str] = (),
    note: str = "",
) -> Appointment:
    """Note how the appointment went: honoured, incomplete, no show, or cancelled.

    missing_papers: what lacked, for an incomplete one; at least one is then needed.
    Raises Invalid(missing_papers), Invalid(outcome) or NotNow.
    """
    if outcome not in OUTCOMES:
        raise Invalid("outcome", field="outcome")
    if outcome is Status.INCOMPLETE and not missing_papers:
        raise Invalid("missing_papers", field="missing_papers")
    appointment = _locked(session, appointment_id)
    if outcome in HAPPENED:
        _refuse_another_day(appointment, at)
    _pass(session, appointment, outcome)
    if outcome in HAPPENED:
        appointment.ended_at = at
    else:
        appointment.cancelled_at, appointment.cancel_note = at, note[:300]
    if appointment.status not in LIVE:
        resources.give_back(session, appointment)
    appointment.missing_papers = (
        [paper[:200] for paper in missing_papers[:MISSING_MAX]]
        if outcome is Status.INCOMPLETE
        else []
    )
    return _recorded(session, "appointment.outcome", appointment, actor, at)


def undo(session: Session, *, appointment_id: int, actor: Actor, at: datetime) -> Appointment:
    """Go back one step. Raises NotNow when nothing can be undone.

    Raises SlotTaken when a no-show's hour was given to somebody else meanwhile.
    """
    appointment = _locked(session, appointment_id)
    back = undone(
        appointment.status,
        arrived=appointment.arrived_at is not None,
        started=appointment.started_at is not None,
    )
    if back is None:
        raise NotNow("undo")
    _set(session, appointment, back)
    appointment.ended_at, appointment.missing_papers = None, []
    if back is not Status.IN_PROGRESS:
        appointment.started_at = None
    if back is Status.SCHEDULED:
        appointment.arrived_at = None
    return _recorded(session, "appointment.undone", appointment, actor, at)


def _locked(session: Session, appointment_id: int) -> Appointment:
    found = session.get(Appointment, appointment_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("appointment")
    return found


def _refuse_another_day(appointment: Appointment, at: datetime) -> None:
    """Refuse to say of a later day what happened on it. Raises NotNow."""
    if paris_today(appointment.starts_at) > paris_today(at):
        raise NotNow("another_day")


def _pass(session: Session, appointment: Appointment, following: Status) -> None:
    if not may_follow(appointment.status, following):
        raise NotNow(str(following))
    _set(session, appointment, following)


def _set(session: Session, appointment: Appointment, status: Status) -> None:
    try:
        with session.begin_nested():
            appointment.status = status
            session.flush()
    except IntegrityError as error:
        if status in PENDING:
            raise SlotTaken("slot") from error
        raise


def _recorded(
    session: Session, action: str, appointment: Appointment, actor: Actor, at: datetime
) -> Appointment:
    session.flush()
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        person_id=appointment.person_id,
        object_kind="appointment",
        object_id=appointment.id,
        detail={"status": str(appointment.status)},
    )
    return appointment
