"""Tell somebody that an hour is kept for them."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.reminders import decent
from inclusion.appointments.service import telling
from inclusion.waiting.models import WaitingOffer

CALL = "call"
"""The person has no channel: an agent calls them."""


def say_offer(session: Session, offer: WaitingOffer, held: Appointment, *, at: datetime) -> None:
    """Tell the person by their channel at a decent hour, or leave them among those to call."""
    message = telling.tell(
        session, held, text=telling.OFFER, at=at, due_at=decent(at), until=offer.until_at
    )
    offer.way = message.channel.value if message is not None else CALL
    session.flush()
