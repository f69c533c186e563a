"""What stops in other services when an account does."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts.contributions import Because
from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.provider.service import logouts


def end(
    session: Session,
    *,
    account_id: int | None,
    person_id: int | None,
    because: Because,
    actor: Actor,
    at: datetime,
) -> None:
    """Revoke tokens and tell the services; those of a closed account lose their consent too."""
    if account_id is not None:
        is_for_good = because in (Because.CLOSED, Because.DECEASED)
        ended = logouts.leave_everywhere(
            session, account_id=account_id, with_consents=is_for_good, at=at
        )
        if ended:
            audit.record(
                session,
                action="provider.ended",
                at=at,
                actor=actor,
                person_id=person_id,
                object_kind="account",
                object_id=account_id,
                detail={"because": because.value},
            )
