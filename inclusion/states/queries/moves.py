"""Where people live, which structure follows them, which files were handed on."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.accounts.models import Account
from inclusion.appointments.models import Appointment
from inclusion.appointments.queries import appointments as read
from inclusion.organisations.models import Structure
from inclusion.places.models import Place
from inclusion.places.queries import communes
from inclusion.places.rules.distance import Point, kilometres
from inclusion.states.models import Move


@dataclass(frozen=True, slots=True)
class Kept:
    """An appointment kept after a move, and how far its place now is, when known."""

    appointment: Appointment
    distance_km: float | None


def structure_of(session: Session, person_id: int) -> int | None:
    """Return the structure that follows a person: where their file went, or who received them."""
    handed = session.scalar(
        sa.select(Move.to_structure_id)
        .where(Move.person_id == person_id, Move.to_structure_id.is_not(None))
        .order_by(Move.id.desc())
        .limit(1)
    )
    if handed is not None:
        return handed
    return session.scalar(
        sa.select(Account.structure_id)
        .join(Appointment, Appointment.mediator_id == Account.id)
        .where(Appointment.person_id == person_id)
        .order_by(Appointment.starts_at.desc())
        .limit(1)
    )


def structure_near(session: Session, *, postcode: str | None, commune: str | None) -> int | None:
    """Return the structure whose place is nearest to a commune of 78 or 92, None elsewhere."""
    point = point_of(postcode, commune)
    if point is None:
        return None
    places = session.scalars(
        sa.select(Place).where(Place.structure_id.is_not(None), Place.latitude.is_not(None))
    )
    near = [(kilometres(point, one.point), one.id, one.structure_id) for one in places if one.point]
    return min(near)[2] if near else None


def point_of(postcode: str | None, commune: str | None) -> Point | None:
    """Return a point of a commune of 78 or 92, None when it is elsewhere or unknown."""
    found = [one for one in communes.find(commune or "") if (postcode or "") in one.postal_codes]
    return found[0].point if found else None


def kept_appointments(
    session: Session, *, person_id: int, near: Point | None, at: datetime
) -> list[Kept]:
    """Return the appointments still to come, with how far each place is."""
    coming = [
        one
        for one in read.appointments_of(session, person_id=person_id)
        if one.is_pending and one.ends_at > at
    ]
    return [Kept(one, _distance(near, one.place.point)) for one in reversed(coming)]


def handed_to(session: Session, structure_id: int | None) -> list[Move]:
    """Return the files handed to a structure that nobody there has taken yet, oldest first."""
    statement = (
        sa.select(Move)
        .where(Move.to_structure_id == structure_id, Move.received_at.is_(None))
        .options(joinedload(Move.person))
        .order_by(Move.at)
    )
    return list(session.scalars(statement))


def last_move(session: Session, person_id: int) -> Move | None:
    """Return a person's last move."""
    return session.scalar(
        sa.select(Move).where(Move.person_id == person_id).order_by(Move.id.desc()).limit(1)
    )


def moves_of(session: Session, person_id: int) -> list[Move]:
    """Return every move of a person."""
    return list(
        session.scalars(sa.select(Move).where(Move.person_id == person_id).order_by(Move.id))
    )


def structure_name(session: Session, structure_id: int | None) -> str | None:
    """Return the name of a structure."""
    return session.scalar(sa.select(Structure.name).where(Structure.id == structure_id))


def _distance(near: Point | None, place: Point | None) -> float | None:
    return kilometres(near, place) if near and place else None
