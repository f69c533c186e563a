"""Search the free slots of both départements for somebody on the telephone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.models import Reason
from inclusion.appointments.queries import slots
from inclusion.appointments.queries.openings import places_of
from inclusion.appointments.rules.booking import Needs, Slot, Span
from inclusion.clock import paris_today, to_paris
from inclusion.desk.queries.team import team
from inclusion.desk.rules.proposals import (
    COUNT,
    Candidate,
    Wishes,
    fits,
    one_per_half_day,
    propose,
)
from inclusion.places.models import Place
from inclusion.places.rules.distance import Point, kilometres

AHEAD = timedelta(weeks=12)
_PIECE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A slot to say, with its place."""

    slot: Slot
    place: Place
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """What to propose, and the ring of distance that it took."""

    proposals: list[Proposal]
    ring: int


def find_slots(
    session: Session,
    reason: Reason,
    *,
    near: Point | None,
    wishes: Wishes,
    ring: int,
    skip: timedelta,
    at: datetime,
    count: int = COUNT,
) -> Found:
    """Return the slots to propose, near first, then by date.

    Agents are not bound by the notice of the reason: any hour from now on, at any place of both
    départements. near: where the person is. skip: how far ahead to begin.
    """
    earliest = at + skip
    latest = max(at + reason.terms.max_notice, earliest + AHEAD)
    span = Span(earliest, latest, at)
    places = _places(session, slots.places_with_openings(session, span))
    distances = {id_: _distance(near, place) for id_, place in places.items()}
    candidates: list[Candidate] = []
    chosen: list[Candidate] = []
    reached = ring
    for piece in slots.widening(span, by=_PIECE):
        free = slots.free_slots(
            session, reason.terms, piece, places=list(places), needs=Needs(assisted=True)
        )
        fresh = (_candidate(slot, distances) for slot in free)
        candidates += one_per_half_day(one for one in fresh if fits(one, wishes))
        chosen, reached = propose(candidates, ring=ring, count=count)
        if len(chosen) >= count and reached == ring:
            break
    return Found(
        [
            Proposal(_anybody(one.slot), places[one.slot.place_id], one.distance_km)
            for one in chosen
        ],
        reached,
    )


def own_point(session: Session, actor: Actor, at: datetime) -> Point | None:
    """Return where the actor's structure receives, None when no place of it is known."""
    mediators = [one.id for one in team(session, actor)]
    used = places_of(session, mediators, at=at)
    statement = (
        sa.select(Place)
        .where(sa.or_(Place.structure_id == actor.structure_id, Place.id.in_(used)))
        .order_by(Place.id)
    )
    points = [place.point for place in session.scalars(statement) if place.point is not None]
    return points[0] if points else None


def _places(session: Session, ids: Collection[int]) -> dict[int, Place]:
    found = session.scalars(sa.select(Place).where(Place.id.in_(ids)))
    return {place.id: place for place in found}


def _distance(near: Point | None, place: Place) -> float | None:
    if near is None or place.point is None:
        return None
    return kilometres(near, place.point)


def _candidate(slot: Slot, distances: dict[int, float | None]) -> Candidate:
    return Candidate(
        slot=slot,
        on=paris_today(slot.starts_at),
        hour=to_paris(slot.starts_at).hour,
        distance_km=distances[slot.place_id],
    )


def _anybody(slot: Slot) -> Slot:
    """Leave the mediator open: the service chooses fairly among those who are free."""
    return Slot(slot.starts_at, slot.ends_at, slot.place_id)
