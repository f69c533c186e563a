"""Acts of maintenance that touch every safe: each journal says them (R.55-4)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.safe import journal
from inclusion.safe.models import Safe
from inclusion.safe.rules import Act, Channel


def note_everywhere(session: Session, *, reason: str, at: datetime) -> int:
    """Write an operation of maintenance in every safe's journal; return how many safes."""
    safes = session.scalars(sa.select(Safe.id).order_by(Safe.id)).all()
    for safe_id in safes:
        journal.append(
            session,
            safe_id=safe_id,
            act=Act.MAINTAINED,
            at=at,
            channel=Channel.OPERATOR,
            reason=reason,
        )
    return len(safes)
