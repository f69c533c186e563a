"""What states stop when an account or a person comes to an end."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts.contributions import Because
from inclusion.actors import Actor
from inclusion.states.service import protection

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
    """End guardianships for good; one that a judge decided outlives a blocked account."""
    if because in FOR_GOOD:
        protection.end_all(session, account_id=account_id, person_id=person_id, actor=actor, at=at)
