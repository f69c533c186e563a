"""Who may open an appointment: its person when signed in, or whoever said its code and name.

A right given by a code lives half an hour in the visit, and does not show the reason.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import session
from flask_login import current_user
from sqlalchemy.orm import Session

from inclusion.appointments import labels
from inclusion.appointments.queries import appointments as read
from inclusion.appointments.rules.booking import (
    Status,
    may_follow,
    public_may_cancel,
    public_may_move,
)
from inclusion.errors import NotFound
from inclusion.web.session import now

if TYPE_CHECKING:
    from inclusion.appointments.models import Appointment

RIGHTS = "appointments"
BY_CODE = timedelta(minutes=30)
JUST_BOOKED = timedelta(hours=2)
EARLIER_AFTER = timedelta(days=2)
"""An earlier hour may be waited for while the appointment is farther than this."""
_KEPT = 10


@dataclass(frozen=True, slots=True)
class Opened:
    """An appointment that this visit may see; `whole` when the reason may be shown too."""

    appointment: "Appointment"
    whole: bool


def grant(public_id: str, *, lasting: timedelta, whole: bool) -> None:
    """Let this visit open an appointment for a while; `whole` shows the reason too."""
    rights = dict(session.get(RIGHTS, {}))
    rights.pop(public_id, None)
    rights[public_id] = [(now() + lasting).isoformat(), whole]
    session[RIGHTS] = dict(list(rights.items())[-_KEPT:])


def opened(db: Session, public_id: str) -> Opened:
    """Return an appointment, where it has moved to; raises NotFound for a stranger's."""
    found = read.appointment(db, public_id)
    if _is_mine(found):
        return Opened(read.current(db, found), whole=True)
    right = session.get(RIGHTS, {}).get(public_id)
    if right is None or datetime.fromisoformat(right[0]) <= now():
        raise NotFound("appointment")
    latest = read.current(db, found)
    if latest is not found:
        grant(latest.public_id, lasting=BY_CODE, whole=right[1])
    return Opened(latest, whole=right[1])


def shown(opened_one: Opened) -> dict[str, Any]:
    """Return what every page of an appointment needs to know."""
    one = opened_one.appointment
    terms, at = one.reason.terms, now()
    return {
        "appointment": one,
        "whole": opened_one.whole,
        "may_cancel": may_follow(one.status, Status.CANCELLED_BY_PERSON)
        and public_may_cancel(terms, one.starts_at, at),
        "may_move": may_follow(one.status, Status.RESCHEDULED)
        and public_may_move(terms, one.starts_at, at),
        "may_watch": one.is_pending and one.starts_at > at + EARLIER_AFTER,
        "status": labels.PERSON_STATUSES[one.status],
    }


def _is_mine(appointment: "Appointment") -> bool:
    if not current_user.is_authenticated or not current_user.person_id:
        return False
    return bool(
        appointment.person_id == current_user.person_id
        or appointment.booked_by_id == current_user.account_id
    )
