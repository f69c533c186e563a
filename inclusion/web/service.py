"""Visits from the outside: list them, end them, drop those that are over."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.errors import NotFound
from inclusion.web.models import WebSession


def drop_ended_visits(session: Session, *, at: datetime) -> None:
    """Delete the rows of visits whose time is past."""
    session.execute(sa.delete(WebSession).where(WebSession.expires_at <= at))


def visits_of(session: Session, *, account_id: int, at: datetime) -> list[WebSession]:
    """Return the live visits of an account, the last used first."""
    statement = (
        sa.select(WebSession)
        .where(WebSession.account_id == account_id, WebSession.expires_at > at)
        .order_by(WebSession.last_seen_at.desc(), WebSession.public_id)
    )
    return list(session.scalars(statement))


def end_visit(session: Session, *, account_id: int, public_id: str) -> None:
    """End one visit of an account; raises NotFound for a visit of another account."""
    row = session.scalar(
        sa.select(WebSession).where(
            WebSession.account_id == account_id, WebSession.public_id == public_id
        )
    )
    if row is None:
        raise NotFound("visit")
    session.delete(row)


def end_visits(session: Session, *, account_id: int, but: str | None = None) -> None:
    """End every visit of an account, `but` the one with this token's hash."""
    session.execute(
        sa.delete(WebSession).where(
            WebSession.account_id == account_id, WebSession.token_hash != (but or "")
        )
    )
