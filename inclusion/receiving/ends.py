"""What stops when an account ends or changes hands: nobody puts papers in its safe any more."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import Because
from inclusion.actors import Actor
from inclusion.receiving.models import SafeDeposit, SafeDepositor
from inclusion.receiving.service import depositors
from inclusion.safe import queries as safes


def end(
    session: Session,
    *,
    account_id: int | None,
    person_id: int | None,
    because: Because,
    actor: Actor,
    at: datetime,
) -> None:
    """Stop every depositor; forget who they were when the account is closed for good."""
    safe = safes.find_safe(session, account_id) if account_id is not None else None
    if safe is None:
        return
    depositors.stop_all(session, safe_id=safe.id, because=because.value, at=at)
    if because is Because.CLOSED:
        session.execute(sa.delete(SafeDepositor).where(SafeDepositor.safe_id == safe.id))
        session.execute(sa.delete(SafeDeposit).where(SafeDeposit.safe_id == safe.id))
