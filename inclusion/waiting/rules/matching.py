"""Whom a free hour suits, and who comes first (pure)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inclusion.clock import paris_today, to_paris
from inclusion.places.rules.distance import Point, kilometres
from inclusion.waiting.rules.entries import Moment

NOON = 12
EARLIER_BY = timedelta(days=2)
"""An earlier hour is offered only when it is this much earlier: so it stops two days before."""


@dataclass(frozen=True, slots=True)
class FreeHour:
    """An hour that nobody has: where, when, with whom."""

    starts_at: datetime
    place_id: int
    point: Point | None
    mediator_id: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody waits for.

    place_id alone: that place and no other. radius_km: any place that near to `point`. weekdays: 0
    for Monday; empty for any. earlier_than: the hour of the appointment that they already have.
    """

    place_id: int | None = None
    point: Point | None = None
    radius_km: float | None = None
    weekdays: frozenset[int] = frozenset()
    moment: Moment = Moment.ANY
    from_on: date | None = None
    until_on: date | None = None
    mediator_id: int | None = None
    earlier_than: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What decides who comes first. deadline_on: a date that an agent wrote, with its reason."""

    joined_at: datetime
    number: int
    deadline_on: date | None = None
    has_appointment: bool = False


def suits(wish: Wish, hour: FreeHour) -> bool:
    """Tell whether an hour is one that the person waits for."""
    return (
        _is_near(wish, hour)
        and _is_in_time(wish, hour.starts_at)
        and wish.mediator_id in (None, hour.mediator_id)
    )


def order(turn: Turn, starts_at: datetime) -> tuple[bool, bool, datetime, int]:
    """Return the key that sorts the list for an hour: the smallest is served.

    Who has a deadline that this hour meets comes first, then who has no appointment at all, then
    who has waited longest.
    """
    is_pressed = turn.deadline_on is not None and paris_today(starts_at) <= turn.deadline_on
    return (not is_pressed, turn.has_appointment, turn.joined_at, turn.number)


def may_meet(one: Wish, other: Wish) -> bool:
    """Tell whether some place could serve both wishes."""
    if one.place_id is not None and one.place_id == other.place_id:
        return True
    if one.point is None or other.point is None:
        return False
    reach = (one.radius_km or 0) + (other.radius_km or 0)
    return reach > 0 and kilometres(one.point, other.point) <= reach


def _is_near(wish: Wish, hour: FreeHour) -> bool:
    if wish.place_id is not None and wish.place_id == hour.place_id:
        return True
    if wish.radius_km is None or wish.point is None or hour.point is None:
        return False
    return kilometres(wish.point, hour.point) <= wish.radius_km


def _is_in_time(wish: Wish, starts_at: datetime) -> bool:
    if wish.earlier_than is not None and starts_at > wish.earlier_than - EARLIER_BY:
        return False
    local = to_paris(starts_at)
    moment = Moment.MORNING if local.hour < NOON else Moment.AFTERNOON
    return (
        (not wish.weekdays or local.weekday() in wish.weekdays)
        and wish.moment in (Moment.ANY, moment)
        and (wish.from_on is None or wish.from_on <= local.date())
        and (wish.until_on is None or local.date() <= wish.until_on)
    )
