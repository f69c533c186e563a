"""Count a search that ended with nothing. Nothing of the person is written."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.appointments.rules.booking import Origin
from inclusion.clock import paris_today
from inclusion.waiting.models import UnmetNeed


def note(
    session: Session,
    *,
    reason_id: int,
    origin: Origin,
    at: datetime,
    place_id: int | None = None,
    insee: str | None = None,
) -> None:
    """Write that somebody found no hour for a need, at a place or near a commune."""
    session.add(
        UnmetNeed(
            reason_id=reason_id,
            place_id=place_id,
            insee=insee,
            on_date=paris_today(at),
            origin=origin,
        )
    )
    session.flush()
