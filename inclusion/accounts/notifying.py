"""The door to messages: what the account page tells people, and where.

Each function answers whether something will leave, so that the page can tell it itself otherwise.
"""

# ruff: noqa: ARG001 - the door is drawn before the messages that it opens on

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts.rules.reaching import ContactChannel
from inclusion.people.models import Person


def tell_code(
    session: Session,
    *,
    person: Person,
    account_id: int,
    channel: ContactChannel,
    code: str,
    at: datetime,
) -> None:
    """Send a code to the very value that it is to confirm."""


def tell(
    session: Session,
    *,
    person: Person,
    account_id: int,
    text: str,
    values: dict[str, str],
    at: datetime,
) -> bool:
    """Tell a person something by their own channel; return False when they have none."""
    return False


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
