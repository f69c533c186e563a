"""What rescue stops when an account ends: requests, openings, and the wraps of a closed one."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts.contributions import Because
from inclusion.actors import Actor
from inclusion.rescue.service import stopping
from inclusion.safe.rules import Channel


def end(
    session: Session,
    *,
    account_id: int | None,
    person_id: int | None,
    because: Because,
    actor: Actor,
    at: datetime,
) -> None:
    """Stop what is asked of a safe and by its owner; a closed account leaves no wrap behind."""
    if account_id is None:
        return
    stopping.stop(session, account_id=account_id, actor=actor, at=at, channel=Channel.OPERATOR)
    stopping.stop_held(session, account_id=account_id, actor=actor, at=at)
    if because is Because.CLOSED:
        stopping.forget(session, account_id=account_id, actor=actor, at=at)
