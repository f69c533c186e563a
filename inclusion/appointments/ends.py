"""Stop the calendar address of an account that is closed, blocked or taken over."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts.contributions import Because
from inclusion.actors import Actor
from inclusion.appointments.service import feeds


def end(
    session: Session,
    *,
    account_id: int | None,
    person_id: int | None,
    because: Because,
    actor: Actor,
    at: datetime,
) -> None:
    """Stop it: whoever had the address reads nothing more."""
    if account_id is not None:
        feeds.stop(session, account_id=account_id, actor=actor, at=at)
