"""Read places: one, all, those near a point, those that lack something."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.errors import NotFound
from inclusion.places.models import Place
from inclusion.places.rules.completeness import unknown
from inclusion.places.rules.distance import Point, kilometres


@dataclass(frozen=True, slots=True)
class Near:
    """A place and how far it stands, as the crow flies."""

    place: Place
    distance_km: float


def find_place(session: Session, slug: str) -> Place | None:
    """Return the place of an address, None when there is none."""
    return session.scalar(sa.select(Place).where(Place.slug == slug))


def place(session: Session, slug: str) -> Place:
    """Return the place of an address; raises NotFound."""
    found = find_place(session, slug)
    if found is None:
        raise NotFound("place")
    return found


def places(session: Session) -> list[Place]:
    """Return every place, by commune and name."""
    return list(session.scalars(sa.select(Place).order_by(Place.commune, Place.name, Place.id)))


def names(session: Session, place_ids: Collection[int]) -> dict[int, str]:
    """Return the names of some places by their numbers."""
    rows = session.execute(sa.select(Place.id, Place.name).where(Place.id.in_(place_ids)))
    return {row.id: row.name for row in rows}


def near(every: Iterable[Place], point: Point) -> list[Near]:
    """Return the places that have a point, from the nearest to the farthest."""
    found = [
        Near(place, kilometres(point, place.point)) for place in every if place.point is not None
    ]
    return sorted(found, key=lambda one: (one.distance_km, one.place.id))


def points(session: Session) -> list[Point]:
    """Return where every place stands, for the map."""
    rows = session.execute(
        sa.select(Place.latitude, Place.longitude).where(
            Place.latitude.is_not(None), Place.longitude.is_not(None)
        )
    )
    return [Point(latitude or 0, longitude or 0) for latitude, longitude in rows]


def incomplete(session: Session) -> list[Place]:
    """Return the places of which something needed is unknown, by commune and name."""
    return [one for one in places(session) if unknown(one)]
