"""Hours to hand on: those just freed, and those free that suit somebody who waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.queries import nearby, slots
from inclusion.appointments.rules.booking import HoldKind, Needs, Origin, Slot, Span, Status
from inclusion.appointments.rules.resources import ResourceKind
from inclusion.places.models import Place
from inclusion.places.rules.distance import Point
from inclusion.waiting.models import WaitingEntry
from inclusion.waiting.queries import entries as read
from inclusion.waiting.rules.entries import EntryState
from inclusion.waiting.rules.matching import FreeHour, Turn, Wish, order, suits
from inclusion.waiting.rules.offering import answer_until, may_be_offered

ASSISTED = frozenset({Origin.TELEPHONE, Origin.COUNTER, Origin.LETTER, Origin.SMS})
"""Somebody helped these people to join: they see the hours kept for that."""


@dataclass(frozen=True, slots=True)
class Freed:
    """An hour that cools, and who may have it, the first in line first."""

    hold_id: int
    slot: Slot
    entries: list[int]


def freed_hours(session: Session, at: datetime) -> list[Freed]:
    """Return the hours that cool, soonest first, with those whom each one suits."""
    statement = (
        sa.select(Appointment, Place.latitude, Place.longitude)
        .join(Place, Place.id == Appointment.place_id)
        .where(
            Appointment.status == Status.HELD,
            Appointment.hold_kind == HoldKind.COOLING,
            Appointment.held_until > at,
            Appointment.starts_at > at,
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
    found = session.execute(statement).all()
    if not found:
        return []
    waiting = in_line(session, at)
    before = read.already_offered(session, [one.id for one in waiting])
    line = [(one.id, read.wish_of(one), read.turn_of(one)) for one in waiting]
    return [
        Freed(
            hold.id,
            Slot(hold.starts_at, hold.ends_at, hold.place_id, hold.mediator_id, hold.stop_id),
            _whom_it_suits(hold, _point(latitude, longitude), line, before),
        )
        for hold, latitude, longitude in found
    ]


def in_line(session: Session, at: datetime) -> list[WaitingEntry]:
    """Return those who may be offered an hour now."""
    waiting = read.active_entries(session, states={EntryState.WAITING})
    return [one for one in waiting if may_be_offered(one.offers_count, one.last_offered_on, at)]


def suiting(
    session: Session, entry: WaitingEntry, at: datetime, *, assisted: bool = False
) -> Iterator[Slot]:
    """Yield the free hours that suit somebody and leave them time to answer, soonest first.

    None that they were offered before. assisted: an agent searches, and is bound by no notice.
    """
    reason = entry.reason
    needs = needs_of(entry, assisted=assisted)
    span = Span(at, at + reason.terms.max_notice, at)
    if not assisted:
        span = slots.public_span(reason.terms, at)
    wish = read.wish_of(entry)
    places = places_of(session, entry)
    before = read.already_offered(session, [entry.id])
    for piece in slots.widening(span):
        free = slots.free_slots(session, reason.terms, piece, places=list(places), needs=needs)
        for one in free:
            hour = FreeHour(one.starts_at, one.place_id, places[one.place_id], one.mediator_id)
            if not suits(wish, hour) or (entry.id, one.place_id, one.starts_at) in before:
                continue
            if answer_until(at, one.starts_at, reason.terms.min_notice) is not None:
                yield one


def places_of(session: Session, entry: WaitingEntry) -> dict[int, Point | None]:
    """Return where each place that an entry accepts is."""
    return {place.id: place.point for place in whole_places_of(session, entry)}


def whole_places_of(session: Session, entry: WaitingEntry) -> list[Place]:
    """Return the places that an entry accepts."""
    ids = {entry.place_id} if entry.place_id is not None else set()
    if entry.point is not None and entry.radius_km is not None:
        ids |= set(nearby.within(session, entry.point, entry.radius_km))
    return list(session.scalars(sa.select(Place).where(Place.id.in_(ids))))


def needs_of(entry: WaitingEntry, *, assisted: bool = False) -> Needs:
    """Return what an hour must offer besides time."""
    return Needs(
        interpreter=entry.interpreter_language,
        equipment=frozenset(ResourceKind(kind) for kind in entry.equipment),
        assisted=assisted or entry.origin in ASSISTED,
    )


def reason_of(session: Session, entry: WaitingEntry) -> Reason:
    """Return the reason of an entry."""
    return session.get_one(Reason, entry.reason_id)


def _whom_it_suits(
    hold: Appointment,
    point: Point | None,
    line: list[tuple[int, Wish, Turn]],
    before: set[tuple[int, int, datetime]],
) -> list[int]:
    hour = FreeHour(hold.starts_at, hold.place_id, point, hold.mediator_id)
    suited = [
        (order(turn, hold.starts_at), entry)
        for entry, wish, turn in line
        if suits(wish, hour) and (entry, hold.place_id, hold.starts_at) not in before
    ]
    return [entry for _turn, entry in sorted(suited)]


def _point(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else Point(latitude, longitude)
