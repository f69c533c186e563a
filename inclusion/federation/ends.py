"""What ends when an account does: an identity attached by another must not open it again."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts.contributions import Because
from inclusion.actors import Actor
from inclusion.federation import service

ENDED_BY = frozenset({Because.TAKEN_OVER, Because.CLOSED})


def end(
    session: Session,
    *,
    account_id: int | None,
    person_id: int | None,
    because: Because,
    actor: Actor,
    at: datetime,
) -> None:
    """Take the identities off; a blocked account keeps them, and opens to none."""
    if account_id is not None and because in ENDED_BY:
        service.unlink_all(session, account_id=account_id, actor=actor, at=at)
