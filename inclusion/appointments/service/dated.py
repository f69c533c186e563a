"""Change one dated opening: move it, shorten it, cancel it, or give it back to its rule."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments import public_holidays
from inclusion.appointments.models import Opening, OpeningRule
from inclusion.appointments.rules.refusals import OutsideHours
from inclusion.appointments.service.laying import lay_out_again
from inclusion.audit import service as audit
from inclusion.clock import paris_instant

_DAY = timedelta(days=1)


def change(
    session: Session,
    *,
    opening: Opening,
    on: date,
    starts: time,
    ends: time,
    actor: Actor,
    at: datetime,
    place_id: int | None = None,
    stop_id: int | None = None,
) -> Opening:
    """Move or shorten one dated opening; its rule stays, and leaves it alone from then on.

    Appointments already taken stay: the page lists those that no opening covers any more.
    Raises OutsideHours on a public holiday or without length.
    """
    starts_at = paris_instant(on, starts)
    ends_at = paris_instant(on + _DAY if ends == time(0) else on, ends)
    if starts_at >= ends_at or public_holidays.is_holiday(on):
        raise OutsideHours("holiday" if starts_at < ends_at else "hours", field="ends")
    if opening.public_from is not None:
        opening.public_from += starts_at - opening.starts_at
    opening.starts_at, opening.ends_at = starts_at, ends_at
    if place_id is not None:
        opening.place_id, opening.stop_id = place_id, stop_id
    opening.is_edited, opening.cancelled_at = True, None
    session.flush()
    _record(session, "opening.day_changed", opening, actor, at)
    return opening


def cancel(session: Session, *, opening: Opening, actor: Actor, at: datetime) -> Opening:
    """Cancel one dated opening; the row stays, so that its rule does not make it again."""
    opening.cancelled_at = at
    session.flush()
    _record(session, "opening.day_cancelled", opening, actor, at)
    return opening


def restore(session: Session, *, opening: Opening, actor: Actor, at: datetime) -> None:
    """Give a dated opening back to its rule; one that has no rule takes place again as it is."""
    _record(session, "opening.day_restored", opening, actor, at)
    if opening.rule_id is None:
        opening.cancelled_at = None
        session.flush()
        return
    rule = session.get_one(OpeningRule, opening.rule_id)
    session.delete(opening)
    session.flush()
    lay_out_again(session, rule, at=at)


def _record(session: Session, action: str, opening: Opening, actor: Actor, at: datetime) -> None:
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        object_kind="opening",
        object_id=opening.id,
        detail={"mediator": opening.mediator_id, "place": opening.place_id},
    )
