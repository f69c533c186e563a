"""Many people, one hour: the service and the database let one of them have it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from inclusion.actors import PUBLIC
from inclusion.appointments.models import Appointment, Reason, is_live
from inclusion.appointments.rules.booking import Origin, Slot
from inclusion.appointments.rules.refusals import SlotTaken
from inclusion.appointments.service import booking
from inclusion.db import read_session, write_session
from tests.support.appointments import AT, lay

WEDNESDAY = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
PEOPLE = 24


@pytest.fixture
def ground(fresh_engine):
    with write_session(fresh_engine) as session:
        made = lay(session)
        made.open_on(made.mediators[0], 2)
    return made


def book(engine, ground, barrier, *, starts_at, key):
    barrier.wait()
    try:
        with write_session(engine) as session:
            made = booking.book(
                session,
                slot=Slot(starts_at, starts_at, ground.place_id),
                person_id=ground.person_id,
                reason=session.get_one(Reason, ground.reason.id),
                origin=Origin.WEB,
                actor=PUBLIC,
                at=AT,
                idempotency_key=key,
            )
            return made.id
    except SlotTaken:
        return None


def run(engine, ground, wishes):
    barrier = Barrier(len(wishes))
    with ThreadPoolExecutor(len(wishes)) as pool:
        tries = [
            pool.submit(book, engine, ground, barrier, starts_at=starts_at, key=key)
            for starts_at, key in wishes
        ]
        return [one.result() for one in tries]


def overlaps(engine):
    """Count pairs of live appointments of one mediator that overlap, by a query of its own."""
    one, other = sa.alias(Appointment.__table__), sa.alias(Appointment.__table__)
    live = ("scheduled", "arrived", "in_progress", "honoured", "incomplete")
    pairs = sa.select(sa.func.count()).where(
        one.c.id < other.c.id,
        one.c.mediator_id == other.c.mediator_id,
        one.c.status.in_(live),
        other.c.status.in_(live),
        one.c.starts_at < other.c.ends_at,
        other.c.starts_at < one.c.ends_at,
    )
    with read_session(engine) as session:
        return session.scalar(pairs)


def test_one_hour_has_one_winner(fresh_engine, ground):
    results = run(fresh_engine, ground, [(WEDNESDAY, f"key-{n}") for n in range(PEOPLE)])

    assert sum(result is not None for result in results) == 1
    with read_session(fresh_engine) as session:
        count = sa.select(sa.func.count()).select_from(Appointment).where(is_live)
        assert session.scalar(count) == 1


def test_hours_that_overlap_in_part_never_overlap_in_the_table(fresh_engine, ground):
    wishes = [(WEDNESDAY + timedelta(minutes=15 * (n % 10)), f"key-{n}") for n in range(PEOPLE)]

    results = run(fresh_engine, ground, wishes)

    assert 2 <= sum(result is not None for result in results) <= 4
    assert overlaps(fresh_engine) == 0


def test_one_form_sent_many_times_makes_one_appointment(fresh_engine, ground):
    results = run(fresh_engine, ground, [(WEDNESDAY, "same")] * 8)

    assert len(set(results)) == 1
    assert results[0] is not None
