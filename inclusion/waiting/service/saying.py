"""Tell somebody that an hour is kept for them."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion import wording
from inclusion.appointments.rules.reminders import decent
from inclusion.appointments.service.telling import OFFER
from inclusion.messages import service as messages
from inclusion.people.models import Person
from inclusion.places.models import Place
from inclusion.tokens import group_code
from inclusion.waiting.models import WaitingEntry, WaitingOffer

CALL = "call"
"""The person has no channel: an agent calls them."""


def say_offer(session: Session, entry: WaitingEntry, offer: WaitingOffer, *, at: datetime) -> None:
    """Tell the person by their channel at a decent hour, or leave them among those to call."""
    person = session.get_one(Person, entry.person_id)
    to = messages.own_channel(person)
    offer.way = to[0].value if to is not None else CALL
    if to is not None:
        channel, address = to
        place = session.get_one(Place, offer.place_id)
        messages.post(
            session,
            text=OFFER,
            channel=channel,
            to=address,
            language=person.language,
            values={
                "when": wording.day_and_hour(offer.starts_at, person.language),
                "until": wording.day_and_hour(offer.until_at, person.language),
                "place": f"{place.name}, {place.address_line}",
                "spoken": group_code(entry.code),
            },
            at=at,
            due_at=decent(at),
            expires_at=offer.until_at,
            person_id=person.id,
            key=f"waiting_offer:{offer.public_id}",
        )
    session.flush()
