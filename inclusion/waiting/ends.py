"""What stops when an account or a person comes to an end: they wait for nothing more."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts.contributions import Because
from inclusion.actors import Actor
from inclusion.waiting.service import listing

FOR_GOOD = frozenset({Because.DECEASED, Because.CLOSED})


def end(
    session: Session,
    *,
    account_id: int | None,
    person_id: int | None,
    because: Because,
    actor: Actor,
    at: datetime,
) -> None:
    """Take the person off the list for good; a blocked account changes nothing."""
    if person_id is not None and because in FOR_GOOD:
        listing.leave_all(session, person_id, actor=actor, at=at)
