"""Drop visits that are over, or must be."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.web.models import WebSession


def drop_ended_visits(session: Session, *, at: datetime) -> None:
    """Delete the rows of visits whose time is past."""
    session.execute(sa.delete(WebSession).where(WebSession.expires_at <= at))


def end_visits_of(session: Session, *, account_id: int) -> None:
    """End every visit of an account at once."""
    session.execute(sa.delete(WebSession).where(WebSession.account_id == account_id))
