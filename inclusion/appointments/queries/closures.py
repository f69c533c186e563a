"""Read when places are closed, and whom that keeps from being received."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.appointments.models import Appointment, PlaceClosure
from inclusion.appointments.rules.booking import PENDING
from inclusion.errors import NotFound


def closure(session: Session, public_id: str, *, structure_id: int | None) -> PlaceClosure:
    """Return a closure of one of the structure's places; raises NotFound."""
    found = session.scalar(
        sa.select(PlaceClosure)
        .where(PlaceClosure.public_id == public_id)
        .options(joinedload(PlaceClosure.place))
    )
    if found is None or structure_id is None or found.place.structure_id != structure_id:
        raise NotFound("closure")
    return found


def closures_of(session: Session, *, places: Collection[int], at: datetime) -> list[PlaceClosure]:
    """Return the closures that are not over, soonest first."""
    statement = (
        sa.select(PlaceClosure)
        .where(PlaceClosure.place_id.in_(places), PlaceClosure.ends_at > at)
        .options(joinedload(PlaceClosure.place))
        .order_by(PlaceClosure.starts_at, PlaceClosure.id)
    )
    return list(session.scalars(statement))


def hit_by(session: Session, closed: PlaceClosure, *, at: datetime) -> list[Appointment]:
    """Return the appointments still to come that a closure prevents, by hour."""
    statement = (
        sa.select(Appointment)
        .where(
            Appointment.place_id == closed.place_id,
            Appointment.status.in_(PENDING),
            Appointment.starts_at < closed.ends_at,
            Appointment.ends_at > max(closed.starts_at, at),
        )
        .options(
            joinedload(Appointment.reason),
            joinedload(Appointment.place),
            joinedload(Appointment.person),
            joinedload(Appointment.mediator),
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return list(session.scalars(statement))
