"""Drop visits that are over."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.web.models import WebSession


def drop_ended_visits(session: Session, *, at: datetime) -> None:
    """Delete the rows of visits whose time is past."""
    session.execute(sa.delete(WebSession).where(WebSession.expires_at <= at))
