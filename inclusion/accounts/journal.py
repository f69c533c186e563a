"""Write an event of an account in the journal; its sentence stands in `labels.EVENTS`."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.audit import service as audit


def record(
    session: Session,
    account: Account,
    action: str,
    *,
    at: datetime,
    actor: Actor | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Record what was done on an account, by its owner unless an actor is named."""
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor or Actor(account.id, account.role.value, account.structure_id),
        person_id=account.person_id,
        object_kind="account",
        object_id=account.id,
        detail=detail,
    )
