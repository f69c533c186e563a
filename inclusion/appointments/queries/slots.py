"""Search free slots: openings and busy times are fetched as integers, the rules subtract them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.appointments.models import LONGEST, Absence, Appointment, Opening, is_live
from inclusion.appointments.queries.minutes import minutes, to_instant, to_minutes, to_minutes_up
from inclusion.appointments.rules import slots as engine
from inclusion.appointments.rules.booking import Slot, Terms, bookable_span
from inclusion.clock import paris_today


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a start is looked for, both included."""

    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A local day that has at least one slot."""

    on: date
    slots: list[Slot]


def public_span(terms: Terms, at: datetime, *, first: datetime | None = None) -> Span:
    """Return where the public may book, from `first` on if it is later than the notice."""
    earliest, latest = bookable_span(terms, at)
    return Span(max(earliest, first) if first else earliest, latest)


def free_slots(
    session: Session,
    terms: Terms,
    span: Span,
    *,
    places: Collection[int] | None = None,
    mediators: Collection[int] | None = None,
) -> list[Slot]:
    """Return every free slot of the span, by hour, place and mediator; None means all of them."""
    found = _search(session, terms, span, places=places, mediators=mediators)
    return [_as_slot(slot, terms) for slot in found]


def free_slots_at(
    session: Session,
    terms: Terms,
    span: Span,
    *,
    place_id: int,
    mediator_id: int | None = None,
) -> list[Slot]:
    """Return the free hours of one place, each once, whoever receives.

    The mediator is left open unless one is asked for: `service.booking` chooses fairly.
    """
    mediators = None if mediator_id is None else [mediator_id]
    found = _search(session, terms, span, places=[place_id], mediators=mediators)
    hours = sorted({slot.starts for slot in found})
    return [
        Slot(to_instant(hour), to_instant(hour) + terms.duration, place_id, mediator_id)
        for hour in hours
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
    session: Session, terms: Terms, span: Span, *, places: Collection[int]
) -> dict[int, Slot]:
    """Return the first free slot of each place that has one, looking further and further ahead."""
    found: dict[int, Slot] = {}
    for step in widening(span):
        missing = [place for place in places if place not in found]
        if not missing:
            break
        for slot in _search(session, terms, step, places=missing):
            found.setdefault(slot.place, _as_slot(slot, terms))
    return found


def first_slot(
    session: Session, terms: Terms, span: Span, *, places: Collection[int]
) -> Slot | None:
    """Return the earliest free slot of any of the places; at the same hour, the place named first.

    places: nearest first.
    """
    rank = {place: index for index, place in enumerate(places)}
    for step in widening(span):
        found = _search(session, terms, step, places=places)
        if found:
            best = min(found, key=lambda s: (s.starts, rank[s.place], s.place, s.mediator))
            return _as_slot(best, terms)
    return None


def other_slots(
    session: Session, terms: Terms, span: Span, *, slot: Slot, count: int = 3
) -> list[Slot]:
    """Return the hours nearest to one that is gone, at the same place, in order of the clock."""
    hours = free_slots_at(session, terms, span, place_id=slot.place_id)
    proposed = [one for day in days(hours, terms=terms) for one in day.slots]
    nearest = sorted(proposed, key=lambda one: abs(one.starts_at - slot.starts_at))[:count]
    return sorted(nearest, key=lambda one: one.starts_at)


def places_with_openings(session: Session, span: Span) -> set[int]:
    """Return the places where somebody receives during the span."""
    statement = (
        sa.select(Opening.place_id)
        .where(Opening.ends_at > span.earliest, Opening.starts_at <= span.latest)
        .distinct()
    )
    return set(session.scalars(statement))


def widening(span: Span, *, by_days: int = 2) -> Iterator[Span]:
    """Cut the span in pieces that double: the first slot is nearly always near."""
    earliest, step = span.earliest, timedelta(days=by_days)
    while earliest <= span.latest:
        latest = min(earliest + step, span.latest)
        yield Span(earliest, latest)
        earliest, step = latest + timedelta(minutes=1), step * 2


def _search(
    session: Session,
    terms: Terms,
    span: Span,
    *,
    places: Collection[int] | None = None,
    mediators: Collection[int] | None = None,
) -> list[engine.FreeSlot]:
    wanted = engine.Wanted(
        duration=terms.duration // timedelta(minutes=1),
        step=terms.step // timedelta(minutes=1),
        not_before=to_minutes_up(span.earliest),
        not_after=to_minutes(span.latest),
    )
    openings = _openings(session, span, places=places, mediators=mediators)
    if not openings:
        return []
    ends = max(opening.ends for opening in openings)
    busy = busy_times(
        session,
        {opening.mediator for opening in openings},
        first=span.earliest,
        last=to_instant(ends),
    )
    return engine.free_slots(openings, busy, wanted)


def _openings(
    session: Session,
    span: Span,
    *,
    places: Collection[int] | None,
    mediators: Collection[int] | None,
) -> list[engine.Opening]:
    statement = sa.select(
        minutes(Opening.starts_at),
        minutes(Opening.ends_at),
        Opening.place_id,
        Opening.mediator_id,
    ).where(
        Opening.starts_at > span.earliest - LONGEST,
        Opening.starts_at <= span.latest,
        Opening.ends_at > span.earliest,
        Opening.cancelled_at.is_(None),
    )
    if places is not None:
        statement = statement.where(Opening.place_id.in_(places))
    if mediators is not None:
        statement = statement.where(Opening.mediator_id.in_(mediators))
    return [engine.Opening(*row) for row in session.execute(statement)]


def busy_times(
    session: Session, mediators: Collection[int], *, first: datetime, last: datetime
) -> dict[int, list[engine.Interval]]:
    """Return by mediator the minutes taken by live appointments and absences, merged."""
    taken: dict[int, list[engine.Interval]] = {}
    booked = sa.select(
        Appointment.mediator_id, minutes(Appointment.starts_at), minutes(Appointment.blocks_until)
    ).where(
        is_live,
        Appointment.mediator_id.in_(mediators),
        Appointment.starts_at > first - LONGEST,
        Appointment.starts_at < last,
        Appointment.blocks_until > first,
    )
    away = sa.select(
        Absence.mediator_id, minutes(Absence.starts_at), minutes(Absence.ends_at)
    ).where(Absence.mediator_id.in_(mediators), Absence.starts_at < last, Absence.ends_at > first)
    for statement in (booked, away):
        for mediator, starts, ends in session.execute(statement):
            taken.setdefault(mediator, []).append((starts, ends))
    return {mediator: engine.merge(intervals) for mediator, intervals in taken.items()}


def _as_slot(slot: engine.FreeSlot, terms: Terms) -> Slot:
    starts_at = to_instant(slot.starts)
    return Slot(starts_at, starts_at + terms.duration, slot.place, slot.mediator)
