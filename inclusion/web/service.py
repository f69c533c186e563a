"""End visits: those that are over, those of an account."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.web.models import WebSession


def drop_ended_visits(session: Session, *, at: datetime) -> None:
    """Delete the rows of visits whose time is past."""
    session.execute(sa.delete(WebSession).where(WebSession.expires_at <= at))


def end_visits(session: Session, account_id: int, *, except_ref: str | None = None) -> int:
    """End the visits of an account, all or all but one (ASVS 5.0 §7.4); return how many."""
    gone = sa.delete(WebSession).where(WebSession.account_id == account_id)
    if except_ref is not None:
        gone = gone.where(WebSession.token_hash != except_ref)
    return int(session.execute(gone).rowcount)  # type: ignore[attr-defined]  # a DELETE's cursor
