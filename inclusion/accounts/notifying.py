"""What the account tells people, and where: by the outbox.

Each function is called in the transaction of the act itself, so nothing is said that was not done.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts.rules.reaching import CODE_LIVES, ContactChannel
from inclusion.messages import service as messages
from inclusion.messages.rules import Channel
from inclusion.people.models import Person
from inclusion.settings import Settings

BY = {ContactChannel.EMAIL: Channel.EMAIL, ContactChannel.PHONE: Channel.SMS}


def can_send(settings: Settings, channel: ContactChannel) -> bool:
    """Tell whether this site sends by that channel: without a gateway it is offered nowhere."""
    return messages.has_channel(settings, BY[channel])


def tell_code(
    session: Session,
    *,
    person: Person,
    account_id: int,
    channel: ContactChannel,
    code: str,
    at: datetime,
    text: str = "channel_confirm",
) -> None:
    """Send a code to the very value that it confirms, or that was confirmed."""
    to = person.email if channel is ContactChannel.EMAIL else person.phone
    if to is None or person.deceased_on:
        return
    messages.post(
        session,
        text=text,
        channel=BY[channel],
        to=to,
        language=person.language,
        values={"code": code},
        at=at,
        person_id=person.id,
        account_id=account_id,
        expires_at=at + CODE_LIVES,
    )


def tell(
    session: Session,
    *,
    person: Person,
    account_id: int,
    text: str,
    values: Mapping[str, str],
    at: datetime,
) -> bool:
    """Tell a person something by their own channel; return False when they have none."""
    sent = messages.tell(
        session, person=person, text=text, values=values, at=at, account_id=account_id
    )
    return sent is not None


def tell_old(
    session: Session,
    *,
    person: Person,
    account_id: int,
    channel: ContactChannel,
    to: str,
    text: str,
    at: datetime,
) -> None:
    """Tell a telephone or an address that was theirs, and confirmed, that it no longer is."""
    messages.post(
        session,
        text=text,
        channel=BY[channel],
        to=to,
        language=person.language,
        values={},
        at=at,
        person_id=person.id,
        account_id=account_id,
    )
