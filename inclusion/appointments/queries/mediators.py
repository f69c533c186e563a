"""Who can receive at an hour: the one the person knows first, then the least loaded that day."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
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
    day = paris_today(slot.starts_at)
    values = {
        "place": slot.place_id,
        "starts_at": slot.starts_at,
        "after": slot.starts_at - LONGEST,
        "ends_at": slot.ends_at,
        "until": slot.ends_at + terms.buffer,
        "at": at,
        "day": paris_instant(day, time(0)),
        "next_day": paris_instant(day + timedelta(days=1), time(0)),
        "reason": terms.reason_id,
        "mediator": slot.mediator_id,
        "stop": slot.stop_id,
        "person": person_id,
    }
    given = {name: value for name, value in values.items() if value is not None}
    rows = session.connection().execute(_receiving(frozenset(given), needs.assisted), given).all()
    speaking = speakers(session, needs.speaks) if needs.speaks else None
    found: dict[int, int | None] = {}
    for mediator_id, stop_id, *_order in rows:
        if speaking is None or mediator_id in speaking:
            found.setdefault(mediator_id, stop_id)
    return [Receiver(*one) for one in found.items()]


@cache
def _receiving(given: frozenset[str], assisted: bool) -> sa.Select[*tuple[Any, ...]]:  # noqa: FBT001
    """Build the statement of who receives. given: the values that it is told.

    One statement, built once: it is run twice by each of those who want the same hour.
    """
    is_open: list[sa.ColumnElement[bool]] = [
        Opening.place_id == _told("place"),
        Opening.starts_at > _told("after"),
        Opening.starts_at <= _told("starts_at"),
        Opening.ends_at >= _told("ends_at"),
        Opening.cancelled_at.is_(None),
        ~_closed(),
        ~_booked(assisted),
        ~_away(),
    ]
    if "reason" in given:
        serving = sa.select(OfferReason.offer_id).where(OfferReason.reason_id == _told("reason"))
        is_open.append(sa.or_(Opening.offer_id.is_(None), Opening.offer_id.in_(serving)))
    if not assisted:
        is_open.append(sa.or_(Opening.public_from.is_(None), Opening.public_from <= _told("at")))
    if "mediator" in given:
        is_open.append(Opening.mediator_id == _told("mediator"))
    if "stop" in given:
        is_open.append(Opening.stop_id == _told("stop"))
    order = [_load(), Opening.mediator_id]
    if "person" in given:
        order.insert(0, sa.case((Opening.mediator_id == _known(), 0), else_=1))
    return sa.select(Opening.mediator_id, Opening.stop_id).where(*is_open).order_by(*order)


def _told(name: str) -> sa.BindParameter[Any]:
    return sa.bindparam(name)


def _closed() -> sa.Exists:
    return sa.exists().where(
        PlaceClosure.place_id == Opening.place_id,
        PlaceClosure.starts_at < _told("ends_at"),
        PlaceClosure.ends_at > _told("starts_at"),
    )


def _away() -> sa.Exists:
    return sa.exists().where(
        Absence.mediator_id == Opening.mediator_id,
        Absence.starts_at < _told("until"),
        Absence.ends_at > _told("starts_at"),
    )


def _booked(assisted: bool) -> sa.Exists:  # noqa: FBT001
    """Say that the mediator is taken; a freed hour that cools is not, to agents."""
    is_taken: list[Any] = [
        is_live,
        Appointment.mediator_id == Opening.mediator_id,
        Appointment.starts_at > _told("after"),
        Appointment.starts_at < _told("until"),
        Appointment.blocks_until > _told("starts_at"),
        sa.or_(Appointment.held_until.is_(None), Appointment.held_until > _told("at")),
    ]
    if assisted:
        is_taken.append(
            sa.or_(Appointment.hold_kind.is_(None), Appointment.hold_kind != HoldKind.COOLING)
        )
    return sa.exists().where(*is_taken)


def _load() -> sa.ScalarSelect[int]:
    """Return how many appointments the mediator has that day."""
    return (
        sa.select(sa.func.count())
        .where(
            is_live,
            Appointment.mediator_id == Opening.mediator_id,
            Appointment.starts_at >= _told("day"),
            Appointment.starts_at < _told("next_day"),
        )
        .correlate(Opening)
        .scalar_subquery()
    )


def _known() -> sa.ScalarSelect[int]:
    """Return the mediator who last received the person."""
    return (
        sa.select(Appointment.mediator_id)
        .where(
            Appointment.person_id == _told("person"),
            Appointment.starts_at < _told("at"),
            Appointment.status.in_(_RECEIVED),
        )
        .order_by(Appointment.starts_at.desc())
        .limit(1)
        .scalar_subquery()
    )


def speakers(session: Session, language: str) -> set[int]:
    """Return the agents who speak a language."""
    statement = sa.select(Account.id, Account.languages).where(Account.structure_id.is_not(None))
    return {row.id for row in session.execute(statement) if language in row.languages}


def all_mediators(session: Session) -> list[int]:
    """Return the ids of all mediators."""
    statement = sa.select(Account.id).where(Account.role == Role.MEDIATOR).order_by(Account.id)
    return list(session.scalars(statement))
