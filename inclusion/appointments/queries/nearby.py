"""Places near a point with their first free hour, and the days of one place."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from math import cos, radians

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.appointments.queries import crowds, slots
from inclusion.appointments.rules.booking import Needs, Slot, Span, Terms
from inclusion.appointments.rules.ranking import Choice, Why, ranked
from inclusion.clock import paris_today
from inclusion.places import catalogue
from inclusion.places.models import Place
from inclusion.places.rules.communes import Commune
from inclusion.places.rules.distance import Point, kilometres

NEAR_KM = 20.0
_KM_BY_DEGREE = 111.1
"""A little less than a degree of latitude is long: a box made with it leaves nobody out."""
SHOWN = 6
WALK_IN = "Se présenter"
WALK_IN_SHOWN = 3


@dataclass(frozen=True, slots=True)
class NearPlace:
    """A place, how far it is, and its first free hour when it has one.

    why: why it comes before a nearer one.
    """

    place: Place
    distance_km: float
    first: Slot | None = None
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Places with a free hour, near and farther, and those where one walks in.

    Near ones are nearest first, save that a less crowded one may pass a place hardly nearer.

    Farther ones and walk-in ones are there only when nothing near is free.
    """

    near: list[NearPlace]
    far: list[NearPlace]
    walk_in: list[NearPlace]


@dataclass(frozen=True, slots=True)
class DayPage:
    """Some days with their hours, and whether there are others after or before."""

    days: list[slots.Day]
    more_after: date | None
    is_first: bool


def communes(typed: str, insee: str | None) -> list[Commune]:
    """Return the communes that a person means: the one chosen by its code, or those that match."""
    chosen = catalogue.find(insee) if insee else None
    if chosen is not None:
        return [chosen]
    return catalogue.matching(typed) if typed else []


def find_place(session: Session, slug: str | None) -> Place | None:
    """Return the place of a slug, None when there is none."""
    if not slug:
        return None
    return session.scalar(sa.select(Place).where(Place.slug == slug))


def near(
    session: Session,
    terms: Terms,
    span: Span,
    *,
    point: Point,
    without: int | None = None,
) -> Found:
    """Return the nearest places with their first free hour; never nothing if anything is free."""
    open_ones = slots.places_with_openings(session, span) - {without}
    ranked = _by_distance(session, open_ones, point)
    close = [one for one in ranked if one.distance_km <= NEAR_KM]
    near_ones = _with_first(session, terms, span, close)
    if near_ones:
        return Found(_less_crowded_first(session, near_ones, span), [], [])
    others = [one for one in ranked if one.distance_km > NEAR_KM]
    far_ones = _with_first(session, terms, span, others)
    return Found([], far_ones, walk_in_near(session, point))


def first_near(
    session: Session,
    terms: Terms,
    span: Span,
    *,
    point: Point,
    radius_km: float,
    needs: Needs | None = None,
) -> Slot | None:
    """Return the earliest free slot within a distance; at the same hour, of the nearest place."""
    places = within(session, point, radius_km)
    return slots.first_slot(session, terms, span, places=places, needs=needs)


def walk_in_near(session: Session, point: Point) -> list[NearPlace]:
    """Return the nearest places that say one may come without an appointment."""
    near_ones = _by_distance(session, None, point)
    welcoming = (one for one in near_ones if WALK_IN in one.place.access_modes)
    return list(islice(welcoming, WALK_IN_SHOWN))


def days_at(
    session: Session,
    terms: Terms,
    at: datetime,
    *,
    place_id: int,
    first: datetime | None = None,
    limit: int = 5,
) -> DayPage:
    """Return the next `limit` days of a place that have a free hour, from `first` on."""
    span = slots.public_span(terms, at, first=first)
    found: list[Slot] = []
    days: list[slots.Day] = []
    for piece in slots.widening(span, by=timedelta(days=14)):
        found += slots.free_slots_at(session, terms, piece, place_id=place_id)
        days = slots.days(found, terms=terms, limit=limit + 1)
        if len(days) > limit:
            break
    shown = days[:limit]
    return DayPage(
        days=shown,
        more_after=shown[-1].on if len(days) > limit else None,
        is_first=first is None or paris_today(span.earliest) <= paris_today(at),
    )


def within(session: Session, point: Point, radius_km: float) -> list[int]:
    """Return the places within a distance, nearest first: a box first, then the true distance."""
    height = radius_km / _KM_BY_DEGREE
    width = height / max(cos(radians(min(abs(point.latitude) + height, 89.0))), 0.01)
    in_box = sa.select(Place.id, Place.latitude, Place.longitude).where(
        Place.latitude.between(point.latitude - height, point.latitude + height),
        Place.longitude.between(point.longitude - width, point.longitude + width),
    )
    ranked = sorted(
        (kilometres(point, Point(latitude or 0, longitude or 0)), place)
        for place, latitude, longitude in session.execute(in_box)
    )
    return [place for distance, place in ranked if distance <= radius_km]


def _by_distance(session: Session, ids: set[int] | None, point: Point) -> list[NearPlace]:
    located = sa.select(Place).where(Place.latitude.is_not(None), Place.longitude.is_not(None))
    if ids is not None:
        located = located.where(Place.id.in_(ids))
    ranked = [
        NearPlace(place, kilometres(point, Point(place.latitude or 0, place.longitude or 0)))
        for place in session.scalars(located)
    ]
    return sorted(ranked, key=lambda one: (one.distance_km, one.place.id))


def _less_crowded_first(session: Session, found: list[NearPlace], span: Span) -> list[NearPlace]:
    """Put a less crowded place first where it costs the person little (`rules.ranking`)."""
    by_id = {one.place.id: one for one in found}
    busy = crowds.busy_shares(session, by_id, first=span.earliest)
    choices = [
        Choice(one.place.id, one.distance_km, one.first.starts_at, busy[one.place.id])
        for one in found
        if one.first is not None
    ]
    return [replace(by_id[one.key], why=one.why) for one in ranked(choices)]


def _with_first(
    session: Session, terms: Terms, span: Span, ranked: list[NearPlace]
) -> list[NearPlace]:
    """Keep the nearest places that have a free hour, a handful at a time."""
    found: list[NearPlace] = []
    for index in range(0, len(ranked), SHOWN):
        handful = ranked[index : index + SHOWN]
        first = slots.first_slot_by_place(
            session, terms, span, places=[one.place.id for one in handful]
        )
        found += [
            NearPlace(one.place, one.distance_km, first[one.place.id])
            for one in handful
            if one.place.id in first
        ]
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]
