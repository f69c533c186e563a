"""Search free slots: openings and what is taken are fetched as arrays, the rules subtract them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.appointments.models import LONGEST, OfferReason, Opening
from inclusion.appointments.queries import packed, taken
from inclusion.appointments.queries.mediators import speakers
from inclusion.appointments.queries.minutes import MINUTE, to_instant, to_minutes, to_minutes_up
from inclusion.appointments.rules import slots as engine
from inclusion.appointments.rules.booking import Needs, Slot, Span, Terms, bookable_span
from inclusion.clock import paris_today

_STOPS = 1 << 31
"""A place and a stop in one integer: place × this + stop."""


@dataclass(frozen=True, slots=True)
class Day:
    """A local day that has at least one slot."""

    on: date
    slots: list[Slot]


def public_span(terms: Terms, at: datetime, *, first: datetime | None = None) -> Span:
    """Return where the public may book, from `first` on if it is later than the notice."""
    earliest, latest = bookable_span(terms, at)
    return Span(max(earliest, first) if first else earliest, latest, at)


def free_slots(
    session: Session,
    terms: Terms,
    span: Span,
    *,
    places: Collection[int] | None = None,
    mediators: Collection[int] | None = None,
    needs: Needs | None = None,
) -> list[Slot]:
    """Return every free slot of the span, by hour, place and mediator; None means all of them."""
    found = search(session, terms, span, places=places, mediators=mediators, needs=needs)
    lasting = terms.lasting(needs or Needs())
    return [_as_slot(*row, lasting) for row in found.slots()]


def free_slots_at(
    session: Session,
    terms: Terms,
    span: Span,
    *,
    place_id: int,
    mediator_id: int | None = None,
    needs: Needs | None = None,
) -> list[Slot]:
    """Return the free hours of one place, each once, whoever receives.

    The mediator is left open unless one is asked for: `service.booking` chooses fairly. The stop is
    that of the bus at that hour.
    """
    needs = needs or Needs()
    whose = None if mediator_id is None else [mediator_id]
    openings, stops = _openings(
        session, terms, span, places=[place_id], mediators=whose, needs=needs
    )
    found = _free(session, terms, span, openings, places=[place_id], mediators=whose, needs=needs)
    hours, first = np.unique(found.starts, return_index=True)
    lasting = terms.lasting(needs)
    return [
        Slot(to_instant(hour), to_instant(hour) + lasting, place_id, mediator_id, stop or None)
        for hour, stop in zip(hours.tolist(), stops[found.opening[first]].tolist(), strict=True)
    ]


def days(slots: Collection[Slot], *, terms: Terms, limit: int | None = None) -> list[Day]:
    """Group the hours to propose by local day, leaving out those that would overlap the last.

    slots: of one place, sorted. limit: how many days to keep.
    """
    by_start = {to_minutes(slot.starts_at): slot for slot in slots}
    kept = engine.spread(sorted(by_start), terms.duration // timedelta(minutes=1))
    grouped: dict[date, list[Slot]] = {}
    for start in kept:
        slot = by_start[start]
        grouped.setdefault(paris_today(slot.starts_at), []).append(slot)
    return [Day(on, of_day) for on, of_day in grouped.items()][:limit]


def first_slot_by_place(
    session: Session,
    terms: Terms,
    span: Span,
    *,
    places: Collection[int],
    needs: Needs | None = None,
) -> dict[int, Slot]:
    """Return the first free slot of each place that has one, looking further and further ahead."""
    lasting = terms.lasting(needs or Needs())
    first: dict[int, Slot] = {}
    for step in widening(span):
        missing = [place for place in places if place not in first]
        if not missing:
            break
        found = search(session, terms, step, places=missing, needs=needs)
        _places, indexes = np.unique(found.place, return_index=True)
        for index in indexes.tolist():
            place = int(found.place[index])
            starts, mediator = int(found.starts[index]), int(found.mediator[index])
            first[place] = _as_slot(starts, place, mediator, lasting)
    return first


def first_slot(
    session: Session,
    terms: Terms,
    span: Span,
    *,
    places: Collection[int],
    needs: Needs | None = None,
) -> Slot | None:
    """Return the earliest free slot of any of the places; at the same hour, the place named first.

    places: nearest first.
    """
    rank = {place: index for index, place in enumerate(places)}
    lasting = terms.lasting(needs or Needs())
    for step in widening(span, by=timedelta(hours=6)):
        found = search(session, terms, step, places=places, needs=needs)
        if len(found):
            soonest = found.rows()[: int(np.searchsorted(found.starts, found.starts[0], "right"))]
            starts, place, mediator = min(soonest, key=lambda one: (rank[one[1]], one[2]))
            return _as_slot(starts, place, mediator, lasting)
    return None


def other_slots(
    session: Session,
    terms: Terms,
    span: Span,
    *,
    slot: Slot,
    count: int = 3,
    needs: Needs | None = None,
) -> list[Slot]:
    """Return the hours nearest to one that is gone, at the same place, in order of the clock."""
    hours = free_slots_at(session, terms, span, place_id=slot.place_id, needs=needs)
    proposed = [one for day in days(hours, terms=terms) for one in day.slots]
    nearest = sorted(proposed, key=lambda one: abs(one.starts_at - slot.starts_at))[:count]
    return sorted(nearest, key=lambda one: one.starts_at)


def places_with_openings(session: Session, span: Span) -> set[int]:
    """Return the places where somebody receives during the span."""
    statement = (
        sa.select(Opening.place_id)
        .where(
            Opening.ends_at > span.earliest,
            Opening.starts_at <= span.latest,
            Opening.cancelled_at.is_(None),
        )
        .distinct()
    )
    return set(session.scalars(statement))


def widening(span: Span, *, by: timedelta = timedelta(days=2)) -> Iterator[Span]:
    """Cut the span in pieces that double: the first slot is nearly always near."""
    earliest, step = span.earliest, by
    while earliest <= span.latest:
        latest = min(earliest + step, span.latest)
        yield Span(earliest, latest, span.at)
        earliest, step = latest + timedelta(minutes=1), step * 2


def search(
    session: Session,
    terms: Terms,
    span: Span,
    *,
    places: Collection[int] | None = None,
    mediators: Collection[int] | None = None,
    needs: Needs | None = None,
) -> engine.Found:
    """Return every free slot of the span as columns of minutes; None means all of them."""
    needs = needs or Needs()
    openings, _ids = _openings(
        session, terms, span, places=places, mediators=mediators, needs=needs
    )
    return _free(session, terms, span, openings, places=places, mediators=mediators, needs=needs)


def _free(
    session: Session,
    terms: Terms,
    span: Span,
    openings: engine.Openings,
    *,
    places: Collection[int] | None,
    mediators: Collection[int] | None,
    needs: Needs,
) -> engine.Found:
    wanted = engine.Wanted(
        duration=terms.lasting(needs) // MINUTE,
        step=terms.step // MINUTE,
        not_before=to_minutes_up(span.earliest),
        not_after=to_minutes(span.latest),
        buffer=terms.buffer // MINUTE,
    )
    if not len(openings):
        return engine.free_slots(openings, engine.NOTHING_TAKEN, wanted)
    last = to_instant(int(openings.ends.max())) + terms.buffer
    whose = None if places is None and mediators is None else np.unique(openings.mediator).tolist()
    busy = taken.mediators_taken(session, whose, span, last=last, needs=needs)
    closed = taken.places_taken(session, terms, openings, span, last=last, needs=needs)
    return engine.free_slots(openings, busy, wanted, closed=closed)


def _openings(
    session: Session,
    terms: Terms,
    span: Span,
    *,
    places: Collection[int] | None,
    mediators: Collection[int] | None,
    needs: Needs,
) -> tuple[engine.Openings, engine.Minutes]:
    """Return the openings of the span that serve, and the stop of each, 0 where none is."""
    if needs.speaks:
        speaking = speakers(session, needs.speaks)
        mediators = speaking if mediators is None else speaking & set(mediators)
    values: dict[str, Any] = {
        "after": span.earliest - LONGEST,
        "from": span.earliest,
        "latest": span.latest,
        "reason": terms.reason_id,
        "at": span.at,
        "places": places,
        "mediators": mediators,
    }
    if needs.assisted:
        del values["at"]
    given = {name: value for name, value in values.items() if value is not None}
    statement = _opened(session.get_bind().dialect.name, frozenset(given))
    intervals, where = packed.fetch(session, statement, given)
    mediator, starts, ends = packed.unpacked(intervals)
    return engine.Openings(starts, ends, where // _STOPS, mediator), where % _STOPS


@cache
def _opened(dialect: str, given: frozenset[str]) -> packed.Statement:
    """Build the statement of openings. given: the values that it is told."""
    statement = sa.select(
        packed.packed(Opening.mediator_id, Opening.starts_at, Opening.ends_at),
        sa.cast(Opening.place_id, sa.BigInteger) * _STOPS + sa.func.coalesce(Opening.stop_id, 0),
    ).where(
        Opening.starts_at > sa.bindparam("after"),
        Opening.starts_at <= sa.bindparam("latest"),
        Opening.ends_at > sa.bindparam("from"),
        Opening.cancelled_at.is_(None),
    )
    if "reason" in given:
        serving = sa.select(OfferReason.offer_id).where(
            OfferReason.reason_id == sa.bindparam("reason")
        )
        statement = statement.where(
            sa.or_(Opening.offer_id.is_(None), Opening.offer_id.in_(serving))
        )
    if "at" in given:
        is_public = sa.or_(Opening.public_from.is_(None), Opening.public_from <= sa.bindparam("at"))
        statement = statement.where(is_public)
    if "places" in given:
        among = packed.among("places")
        statement = statement.where(Opening.place_id.in_(among))
    if "mediators" in given:
        whose = packed.among("mediators")
        statement = statement.where(Opening.mediator_id.in_(whose))
    return packed.whole(statement, dialect)


def _as_slot(starts: int, place: int, mediator: int | None, lasting: timedelta) -> Slot:
    starts_at = to_instant(starts)
    return Slot(starts_at, starts_at + lasting, place, mediator)
