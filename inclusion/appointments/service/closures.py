"""Close a place for a while: a strike, heat, snow. Nobody books there meanwhile."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.models import PlaceClosure
from inclusion.appointments.rules.refusals import OutsideHours
from inclusion.appointments.rules.resources import ClosureCause
from inclusion.audit import service as audit


def close(
    session: Session,
    *,
    place_id: int,
    starts_at: datetime,
    ends_at: datetime,
    cause: ClosureCause,
    actor: Actor,
    at: datetime,
    note: str = "",
) -> PlaceClosure:
    """Close a place. Appointments already taken stay: somebody must tell these people.

    Raises OutsideHours when the end does not come after the beginning.
    """
    if starts_at >= ends_at:
        raise OutsideHours("absence", field="ends")
    closure = PlaceClosure(
        place_id=place_id,
        starts_at=starts_at,
        ends_at=ends_at,
        cause=cause,
        note=note[:200],
        created_by_id=actor.account_id,
        created_at=at,
    )
    session.add(closure)
    session.flush()
    _record(session, "place.closed", closure, actor, at)
    return closure


def reopen(session: Session, *, closure: PlaceClosure, actor: Actor, at: datetime) -> None:
    """Take a closure back: the place may be booked again."""
    _record(session, "place.reopened", closure, actor, at)
    session.delete(closure)
    session.flush()


def _record(
    session: Session, action: str, closure: PlaceClosure, actor: Actor, at: datetime
) -> None:
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        object_kind="place",
        object_id=closure.place_id,
        detail={"cause": closure.cause.value},
    )
