"""Tell the owner of an account, by the way they confirmed, what a counter does with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from inclusion.messages import service as messages

if TYPE_CHECKING:
    from inclusion.people.models import Person


def reaches(person: "Person") -> bool:
    """Tell whether the person confirmed a way to be told things."""
    return messages.own_channel(person) is not None


def tell(
    session: Session,
    *,
    person: "Person",
    text: str,
    values: Mapping[str, str],
    at: datetime,
    account_id: int | None = None,
) -> None:
    """Post `text` (a code) to the person's confirmed channel; nothing when they have none."""
    messages.tell(session, person=person, text=text, values=values, at=at, account_id=account_id)
