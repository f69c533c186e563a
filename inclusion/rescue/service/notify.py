"""Tell people what is asked of a safe: at once, by every way that they confirmed."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.messages import service as messages
from inclusion.messages.rules import Channel
from inclusion.people.models import Person

ASKED = "safe_release_asked"
CHANGED = "safe_rescue_changed"
ENDED = "safe_trust_ended"


def ways(person: Person) -> list[tuple[Channel, str]]:
    """Return every confirmed way to somebody; a letter when there is none and one may go."""
    found = []
    if person.email and person.email_confirmed_at:
        found.append((Channel.EMAIL, person.email))
    if person.phone and person.phone_confirmed_at:
        found.append((Channel.SMS, person.phone))
    if found or person.hidden_contact or not (person.address_line and person.commune):
        return found
    town = f"{person.postcode or ''} {person.commune}".strip()
    return [(Channel.LETTER, "\n".join((person.name, person.address_line, town)))]


def reaches(person: Person) -> bool:
    """Tell whether something leaves at once for this person, without a letter's days."""
    return any(channel is not Channel.LETTER for channel, _to in ways(person))


def tell(session: Session, *, account: Account, text: str, at: datetime) -> None:
    """Post a text, without a name nor a reason, by every way to the owner of an account."""
    person = session.get_one(Person, account.person_id)
    for channel, to in ways(person):
        messages.post(
            session,
            text=text,
            channel=channel,
            to=to,
            language=person.language,
            values={},
            at=at,
            person_id=person.id,
            account_id=account.id,
        )
