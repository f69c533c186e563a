"""What the worker does for the list: end, hand on, look for hours. Run twice, it does it once.

Each step is its own short transaction: killed between two, nothing is lost or half done.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from functools import partial
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from inclusion.actors import SYSTEM
from inclusion.appointments.queries import appointments
from inclusion.appointments.rules.booking import PENDING, Status
from inclusion.appointments.rules.refusals import SlotTaken
from inclusion.clock import paris_today
from inclusion.db import read_session, write_session
from inclusion.waiting.models import WaitingEntry, WaitingOffer
from inclusion.waiting.queries import entries as read
from inclusion.waiting.queries.freed import Freed, freed_hours, in_line, suiting
from inclusion.waiting.rules.entries import ACTIVE, Answer, EntryState
from inclusion.waiting.rules.matching import EARLIER_BY, order
from inclusion.waiting.service import listing, offering
from inclusion.waiting.service.noting import locked, record

LOOKED_AT = 200
"""How many of those who wait a run looks for an hour for, the first in line first."""

TRIED = 3
"""How many hours are tried for one person in a run: others may take them meanwhile."""

Sessions = Callable[[], AbstractContextManager[Session]]


def run(engine: Engine, at: datetime) -> None:
    """End what is over, then hand the freed hours on. Every minute."""
    reading, writing = partial(read_session, engine), partial(write_session, engine)
    end_due(reading, writing, at)
    hand_on(reading, writing, at)


def search(engine: Engine, at: datetime) -> None:
    """Look for free hours for those who wait: openings were added, or hours opened to all."""
    look_for_hours(partial(read_session, engine), partial(write_session, engine), at)


def end_due(reading: Sessions, writing: Sessions, at: datetime) -> None:
    """End the offers nobody answered, and the entries that have nothing left to wait for."""
    with reading() as session:
        lapsed = session.scalars(
            sa.select(WaitingOffer.id)
            .where(WaitingOffer.answer == Answer.PENDING, WaitingOffer.until_at <= at)
            .order_by(WaitingOffer.id)
        ).all()
        over = read.ended_by(session, paris_today(at))
        watching = _watches_to_look_at(session, at)
    for one in lapsed:
        with writing() as session:
            offering.lapse(session, one, at=at)
    for one in over:
        with writing() as session:
            _expire(session, one, at)
    for one in watching:
        with writing() as session:
            _follow(session, one, at)


def hand_on(reading: Sessions, writing: Sessions, at: datetime) -> int:
    """Offer each freed hour to the first whom it suits; return how many were offered."""
    with reading() as session:
        freed = freed_hours(session, at)
    served: set[int] = set()
    for hour in freed:
        line = [entry for entry in hour.entries if entry not in served]
        with writing() as session:
            served |= _given(session, hour, line, at)
    return len(served)


def look_for_hours(reading: Sessions, writing: Sessions, at: datetime) -> int:
    """Offer free hours to those who wait, the first in line first; return how many."""
    with reading() as session:
        waiting = sorted(in_line(session, at), key=lambda one: order(read.turn_of(one), at))
    count = 0
    for one in waiting[:LOOKED_AT]:
        with reading() as session:
            found = list(islice(suiting(session, one, at), TRIED))
        for slot in found:
            with writing() as session, suppress(SlotTaken), session.begin_nested():
                made = offering.offer(session, one.id, slot, at=at)
                count += made is not None
                break
    return count


def _given(session: Session, hour: Freed, line: list[int], at: datetime) -> set[int]:
    """Offer an hour down the line; return who is offered it, if anybody is."""
    for entry_id in line:
        with suppress(SlotTaken), session.begin_nested():
            made = offering.offer(session, entry_id, hour.slot, at=at, cooling=hour.hold_id)
            if made is not None:
                return {entry_id}
    return set()


def _expire(session: Session, entry_id: int, at: datetime) -> None:
    entry = locked(session, entry_id)
    if entry.state is EntryState.WAITING:
        entry.state, entry.ended_at = EntryState.EXPIRED, at
        record(session, "waiting.expired", entry, SYSTEM, at)


def _watches_to_look_at(session: Session, at: datetime) -> list[int]:
    """Return who waits for an earlier hour than an appointment that changed or comes soon."""
    watching = sa.select(WaitingEntry).where(
        WaitingEntry.earlier_than_id.is_not(None), WaitingEntry.state.in_(ACTIVE)
    )
    return [
        one.id
        for one in session.scalars(watching.options(*read.whole()))
        if one.earlier_than is not None
        and (
            one.earlier_than.status not in PENDING
            or (one.state is EntryState.WAITING and one.earlier_than.starts_at - EARLIER_BY <= at)
        )
    ]


def _follow(session: Session, entry_id: int, at: datetime) -> None:
    """Follow an appointment that moved; leave when it is over or too near."""
    entry = locked(session, entry_id)
    if not entry.is_active or entry.earlier_than is None:
        return
    latest = appointments.current(session, entry.earlier_than)
    has_moved = entry.earlier_than.status is Status.RESCHEDULED
    if latest.status not in PENDING:
        listing.leave(session, entry.id, actor=SYSTEM, at=at)
    elif latest.starts_at - EARLIER_BY <= at:
        _expire(session, entry.id, at)
    elif has_moved and read.watch_of(session, latest.id) is None:
        entry.earlier_than_id = latest.id
        entry.until_on = paris_today(latest.starts_at)
    elif has_moved:
        listing.leave(session, entry.id, actor=SYSTEM, at=at)
    session.flush()
