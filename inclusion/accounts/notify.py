"""The seam to messages: what an account has to send to its person."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts.rules.codes import CodeChannel
from inclusion.people.models import Person


def send_code(
    session: Session,
    *,
    person: Person,
    account_id: int,
    channel: CodeChannel,
    code: str,
    at: datetime,
) -> None:
    """Hand a one-time code to the outbox, in the caller's transaction."""
    raise NotImplementedError
