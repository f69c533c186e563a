"""Who can receive at an hour: the one the person knows first, then the least loaded that day."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.appointments.models import (
    LONGEST,
    Absence,
    Appointment,
    OfferReason,
    Opening,
    PlaceClosure,
    is_live,
)
from inclusion.appointments.rules.booking import HoldKind, Needs, Slot, Status, Terms
from inclusion.clock import paris_instant, paris_today

_RECEIVED = (Status.HONOURED, Status.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Receiver:
    """A mediator who can receive, and where the bus stands then, if it is one."""

    mediator_id: int
    stop_id: int | None = None


def receivers(
    session: Session,
    slot: Slot,
    *,
    terms: Terms,
    at: datetime,
    needs: Needs | None = None,
    person_id: int | None = None,
) -> list[Receiver]:
    """Return who is open at the place for the whole slot, and free until the buffer is over.

    slot: its mediator and its stop, when it names them, are the only ones. The mediator who last
    received the person comes first, then whoever has the fewest appointments that day.
    """
    needs = needs or Needs()
    if _is_closed(session, slot):
        return []
    open_ones = _open(session, slot, terms=terms, needs=needs, at=at)
    if not open_ones:
        return []
    until = slot.ends_at + terms.buffer
    booked = _overlapping(set(open_ones), slot.starts_at, until, at)
    if needs.assisted:
        booked = booked.where(
            sa.or_(Appointment.hold_kind.is_(None), Appointment.hold_kind != HoldKind.COOLING)
        )
    away = _away(set(open_ones), slot.starts_at, until)
    free = set(open_ones) - set(session.scalars(booked.union_all(away)))
    if len(free) < 2:
        return [Receiver(one, open_ones[one]) for one in free]
    known = _known(session, person_id, at)
    load = _load(session, free, slot.starts_at)
    ranked = sorted(free, key=lambda one: (one != known, load.get(one, 0), one))
    return [Receiver(one, open_ones[one]) for one in ranked]


def conflicts(
    session: Session, *, mediator_id: int, starts_at: datetime, until: datetime, at: datetime
) -> frozenset[int]:
    """Return the ids of what already takes a mediator's time; holds that have ended do not."""
    found = _overlapping({mediator_id}, starts_at, until, at)
    return frozenset(session.scalars(found.with_only_columns(Appointment.id)))


def _is_closed(session: Session, slot: Slot) -> bool:
    closed = sa.select(PlaceClosure.id).where(
        PlaceClosure.place_id == slot.place_id,
        PlaceClosure.starts_at < slot.ends_at,
        PlaceClosure.ends_at > slot.starts_at,
    )
    return session.scalar(closed.limit(1)) is not None


def _open(
    session: Session, slot: Slot, *, terms: Terms, needs: Needs, at: datetime
) -> dict[int, int | None]:
    """Return where each mediator stands, of those whose opening covers the slot."""
    covers = sa.select(Opening.mediator_id, Opening.stop_id).where(
        Opening.place_id == slot.place_id,
        Opening.starts_at > slot.starts_at - LONGEST,
        Opening.starts_at <= slot.starts_at,
        Opening.ends_at >= slot.ends_at,
        Opening.cancelled_at.is_(None),
    )
    if terms.reason_id is not None:
        serving = sa.select(OfferReason.offer_id).where(OfferReason.reason_id == terms.reason_id)
        covers = covers.where(sa.or_(Opening.offer_id.is_(None), Opening.offer_id.in_(serving)))
    if not needs.assisted:
        covers = covers.where(sa.or_(Opening.public_from.is_(None), Opening.public_from <= at))
    if slot.mediator_id is not None:
        covers = covers.where(Opening.mediator_id == slot.mediator_id)
    if slot.stop_id is not None:
        covers = covers.where(Opening.stop_id == slot.stop_id)
    found = {row.mediator_id: row.stop_id for row in session.execute(covers)}
    if not needs.speaks or not found:
        return found
    speaking = speakers(session, needs.speaks, among=set(found))
    return {one: stop for one, stop in found.items() if one in speaking}


def speakers(session: Session, language: str, *, among: set[int] | None = None) -> set[int]:
    """Return the mediators who speak a language, of those given or of all."""
    statement = sa.select(Account.id, Account.languages).where(Account.structure_id.is_not(None))
    if among is not None:
        statement = statement.where(Account.id.in_(among))
    return {row.id for row in session.execute(statement) if language in row.languages}


def _away(mediators: set[int], starts_at: datetime, until: datetime) -> sa.Select[int]:
    return sa.select(Absence.mediator_id).where(
        Absence.mediator_id.in_(mediators),
        Absence.starts_at < until,
        Absence.ends_at > starts_at,
    )


def _overlapping(
    mediators: set[int], starts_at: datetime, until: datetime, at: datetime
) -> sa.Select[int]:
    return sa.select(Appointment.mediator_id).where(
        is_live,
        Appointment.mediator_id.in_(mediators),
        Appointment.starts_at > starts_at - LONGEST,
        Appointment.starts_at < until,
        Appointment.blocks_until > starts_at,
        sa.or_(Appointment.held_until.is_(None), Appointment.held_until > at),
    )


def _known(session: Session, person_id: int | None, at: datetime) -> int | None:
    if person_id is None:
        return None
    return session.scalar(
        sa.select(Appointment.mediator_id)
        .where(
            Appointment.person_id == person_id,
            Appointment.starts_at < at,
            Appointment.status.in_(_RECEIVED),
        )
        .order_by(Appointment.starts_at.desc())
        .limit(1)
    )


def _load(session: Session, mediators: set[int], starts_at: datetime) -> dict[int, int]:
    day = paris_today(starts_at)
    counted = (
        sa.select(Appointment.mediator_id, sa.func.count())
        .where(
            is_live,
            Appointment.mediator_id.in_(mediators),
            Appointment.starts_at >= paris_instant(day, time(0)),
            Appointment.starts_at < paris_instant(day + timedelta(days=1), time(0)),
        )
        .group_by(Appointment.mediator_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}
