"""An absence that hits an appointment, and a place that will be closed."""

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments.models import Reason
from inclusion.appointments.queries.slots import free_slots
from inclusion.appointments.rules.booking import Attendance, Channel, Origin, Span
from inclusion.appointments.rules.resources import ClosureCause
from inclusion.appointments.service import booking, closures, openings
from inclusion.clock import paris_instant, paris_today

_DAY = timedelta(days=1)


def load(
    session: Session, mediator: Account, *, person_id: int, reason: Reason, at: datetime
) -> None:
    """Book an hour in a month, let the mediator be away then, and close the place the day after."""
    actor = Actor(mediator.id, mediator.role.value, mediator.structure_id)
    first = at + 25 * _DAY
    span = Span(first, first + 20 * _DAY)
    slot = free_slots(session, reason.terms, span, mediators=[mediator.id])[0]
    booking.book(
        session,
        slot=slot,
        person_id=person_id,
        reason=reason,
        origin=Origin.TELEPHONE,
        actor=actor,
        at=at,
        attendance=Attendance(channel=Channel.SPOKEN),
    )
    day = paris_today(slot.starts_at)
    openings.add_absence(
        session,
        mediator_id=mediator.id,
        starts_at=paris_instant(day, time(0)),
        ends_at=paris_instant(day + _DAY, time(0)),
        note="Formation",
        actor=actor,
        at=at,
    )
    closures.close(
        session,
        place_id=slot.place_id,
        starts_at=paris_instant(day + _DAY, time(0)),
        ends_at=paris_instant(day + 2 * _DAY, time(0)),
        cause=ClosureCause.WORKS,
        actor=actor,
        at=at,
    )
