"""How crowded places are: what share of their open time of the next fortnight is taken."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.appointments.models import Appointment, Opening, is_live
from inclusion.appointments.queries.minutes import minutes

FORTNIGHT = timedelta(days=14)


def busy_shares(session: Session, places: Collection[int], *, first: datetime) -> dict[int, float]:
    """Return the share of each place, from 0 to 1; a place that is never open is full."""
    last = first + FORTNIGHT
    opened = _by_place(
        session,
        sa.select(
            Opening.place_id, sa.func.sum(minutes(Opening.ends_at) - minutes(Opening.starts_at))
        )
        .where(
            Opening.place_id.in_(places),
            Opening.starts_at >= first,
            Opening.starts_at < last,
            Opening.cancelled_at.is_(None),
        )
        .group_by(Opening.place_id),
    )
    taken = _by_place(
        session,
        sa.select(
            Appointment.place_id,
            sa.func.sum(minutes(Appointment.ends_at) - minutes(Appointment.starts_at)),
        )
        .where(
            is_live,
            Appointment.place_id.in_(places),
            Appointment.starts_at >= first,
            Appointment.starts_at < last,
        )
        .group_by(Appointment.place_id),
    )
    return {
        place: min(taken.get(place, 0) / opened[place], 1.0) if opened.get(place) else 1.0
        for place in places
    }


def _by_place(session: Session, statement: sa.Select[int, int]) -> dict[int, int]:
    return {row[0]: int(row[1]) for row in session.execute(statement)}
