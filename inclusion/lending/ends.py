"""End the loans of a safe when its account is closed, blocked or taken over, or its owner dies."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import Because
from inclusion.actors import Actor
from inclusion.lending.models import DeskKey
from inclusion.lending.rules import Ended
from inclusion.lending.service.loans import end_all
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
    """End what this account lent, and the code by which one lends to it."""
    if account_id is None:
        return
    session.execute(
        sa.update(DeskKey)
        .where(DeskKey.account_id == account_id)
        .values(code_hash=None, code_until=None)
    )
    safe = safes.find_safe(session, account_id)
    if safe is not None:
        end_all(session, safe_id=safe.id, at=at, why=Ended.ACCOUNT)


def key_changed(session: Session, *, safe_id: int, document_id: int | None, at: datetime) -> None:
    """End the loans of a safe whose key its owner changes, or of the one paper whose key does."""
    end_all(session, safe_id=safe_id, at=at, why=Ended.KEY, document_id=document_id)
