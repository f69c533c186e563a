"""What the counter stops when an account ends: its card."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from inclusion.accounts.rules.because import Because
from inclusion.counter.service import cards

LASTING = frozenset({Because.CLOSED, Because.DECEASED})


def end(
    session: Session,
    *,
    account_id: int | None,
    because: Because,
    at: datetime,
    **_others: Any,
) -> None:
    """Kill the card of an account that ends; a recovery makes another by itself."""
    if account_id is not None and because in LASTING:
        cards.kill(session, account_id=account_id, at=at)
