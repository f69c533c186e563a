"""Whom an absence or a closed place keeps from being received, and what each could be offered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.accounts.models import Account
from inclusion.appointments.models import Appointment
from inclusion.appointments.queries import slots
from inclusion.appointments.queries.mediators import receivers
from inclusion.appointments.rules.booking import Needs, Slot, Span
from inclusion.messages import service as messages
from inclusion.messages.rules import Channel

_AHEAD = timedelta(days=21)
_SLOTS = 3


@dataclass(frozen=True, slots=True)
class Affected:
    """An appointment that cannot be kept, what to offer, and how the person can be told.

    colleagues: who could receive at the same hour. later: other hours at the same place, each on
    another day. channel: None when only a call or a letter tells them.
    """

    appointment: Appointment
    colleagues: list[Account]
    later: list[Slot]
    channel: Channel | None


def with_people(session: Session, appointments: Sequence[Appointment]) -> list[Appointment]:
    """Return the same appointments with their people, in the same order."""
    ids = [one.id for one in appointments]
    found = session.scalars(
        sa.select(Appointment)
        .where(Appointment.id.in_(ids))
        .options(joinedload(Appointment.person))
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return list(found)


def affected(
    session: Session, appointments: Sequence[Appointment], *, at: datetime
) -> list[Affected]:
    """Return what each of these appointments could become; no hour is proposed first to two."""
    proposed: list[Slot] = []
    found = []
    for one in appointments:
        needs = Needs(interpreter=one.interpreter_language, assisted=True)
        own = messages.own_channel(one.person)
        later = _later(session, one, needs, at, proposed)
        proposed += later[:1]
        colleagues = _colleagues(session, one, needs, at)
        found.append(Affected(one, colleagues, later, own[0] if own else None))
    return found


def _colleagues(session: Session, one: Appointment, needs: Needs, at: datetime) -> list[Account]:
    slot = Slot(one.starts_at, one.ends_at, one.place_id, None, one.stop_id)
    ranked = receivers(session, slot, terms=one.reason.terms, needs=needs, at=at)
    ids = [receiver.mediator_id for receiver in ranked]
    people = {row.id: row for row in session.scalars(sa.select(Account).where(Account.id.in_(ids)))}
    return [people[mediator_id] for mediator_id in ids]


def _later(
    session: Session, one: Appointment, needs: Needs, at: datetime, proposed: Sequence[Slot]
) -> list[Slot]:
    terms, first = one.reason.terms, max(at, one.starts_at)
    span = Span(first, first + _AHEAD, at)
    free = slots.free_slots_at(session, terms, span, place_id=one.place_id, needs=needs)
    found = []
    for day in slots.days(free, terms=terms):
        fresh = (slot for slot in day.slots if not any(_meet(slot, other) for other in proposed))
        found += list(islice(fresh, 1))
    return found[:_SLOTS]


def _meet(one: Slot, other: Slot) -> bool:
    return (
        one.place_id == other.place_id
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
    )
