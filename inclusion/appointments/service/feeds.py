"""Give an account a private calendar address, renew it, stop it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.models import CalendarFeed
from inclusion.audit import service as audit
from inclusion.tokens import digest, secret_token


def renew(session: Session, *, account_id: int, actor: Actor, at: datetime) -> str:
    """Make a new address and return its secret, shown once; the one before no longer works."""
    token = secret_token()
    session.execute(sa.delete(CalendarFeed).where(CalendarFeed.account_id == account_id))
    session.add(CalendarFeed(account_id=account_id, token_hash=digest(token), created_at=at))
    session.flush()
    _record(session, "calendar.shared", account_id, actor, at)
    return token


def stop(session: Session, *, account_id: int, actor: Actor, at: datetime) -> None:
    """Let the address no longer work; nothing happens when there is none."""
    gone = session.scalars(
        sa.delete(CalendarFeed)
        .where(CalendarFeed.account_id == account_id)
        .returning(CalendarFeed.id)
    ).all()
    if gone:
        _record(session, "calendar.stopped", account_id, actor, at)


def _record(session: Session, action: str, account_id: int, actor: Actor, at: datetime) -> None:
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        object_kind="account",
        object_id=account_id,
    )
