"""Real values of the demonstration, for the list of pages."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.queries import slots
from inclusion.appointments.rules.booking import Status
from inclusion.errors import NotFound
from inclusion.places.models import Place


@dataclass(frozen=True, slots=True)
class Sample:
    """A reason, a place with a free hour, and the appointment of a citizen's account."""

    reason: str
    place: str
    hour: str
    account: str
    public_id: str


def sample(session: Session) -> Sample:
    """Return values that give a whole page each; raises NotFound outside of a demonstration."""
    reason = session.scalar(sa.select(Reason).order_by(Reason.position))
    mine = session.execute(
        sa.select(Account.identifier, Appointment)
        .join(Appointment, Appointment.person_id == Account.person_id)
        .where(Appointment.status == Status.SCHEDULED)
        .order_by(Account.identifier, Appointment.starts_at.desc())
    ).first()
    if reason is None or mine is None:
        raise NotFound("demonstration")
    span = slots.public_span(reason.terms, mine[1].created_at)
    free = slots.free_slots(session, reason.terms, span, places=[mine[1].place_id])
    place = session.get_one(Place, mine[1].place_id)
    return Sample(
        reason=reason.code,
        place=place.slug,
        hour=free[0].starts_at.strftime("%Y%m%dT%H%MZ") if free else "",
        account=mine[0],
        public_id=mine[1].public_id,
    )
