"""Many at once on one freed hour: it is offered once, and answered once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.booking import HoldKind, Status
from inclusion.appointments.rules.refusals import SlotTaken
from inclusion.appointments.service import booking
from inclusion.db import read_session, write_session
from inclusion.waiting.models import WaitingEntry, WaitingOffer
from inclusion.waiting.rules.entries import Answer, EntryState, OfferEnded
from inclusion.waiting.service import offering, running
from tests.support.appointments import AT, PUBLIC_CITIZEN, lay
from tests.support.waiting import join

NINE = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AT_ONCE = 6


@pytest.fixture
def ground(fresh_engine):
    with write_session(fresh_engine) as session:
        made = lay(session)
        made.open_on(made.mediators[0], 2)
        for number in range(3):
            join(made, f"Nom {number}", at=AT + number * MINUTE)
        booked = made.book(NINE)
        booking.cancel(session, appointment_id=booked.id, actor=PUBLIC_CITIZEN, at=AT)
    return made


def at_once(*acts):
    """Do every act at the same moment; return what each gave back, or its refusal."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            return act()
        except (OfferEnded, SlotTaken) as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return [one.result() for one in [pool.submit(run, act) for act in acts]]


def offers(engine):
    with read_session(engine) as session:
        return session.scalars(sa.select(WaitingOffer).order_by(WaitingOffer.id)).all()


def appointments(engine, *statuses):
    with read_session(engine) as session:
        return session.scalars(sa.select(Appointment).where(Appointment.status.in_(statuses))).all()


def test_workers_at_once_offer_an_hour_once(fresh_engine, ground):
    at_once(*[lambda: running.run(fresh_engine, AT + MINUTE)] * AT_ONCE)

    made = offers(fresh_engine)
    assert len(made) == 1
    assert [one.hold_kind for one in appointments(fresh_engine, Status.HELD)] == [HoldKind.OFFER]
    with read_session(fresh_engine) as session:
        states = session.scalars(sa.select(WaitingEntry.state).order_by(WaitingEntry.id)).all()
    assert states == [EntryState.OFFERED, EntryState.WAITING, EntryState.WAITING]


def offered(engine):
    running.run(engine, AT + MINUTE)
    return offers(engine)[0]


def accepting(engine, made, at):
    def act():
        with write_session(engine) as session:
            return offering.accept(session, made.entry_id, actor=PUBLIC_CITIZEN, at=at).id

    return act


def test_accepting_many_times_at_once_books_once(fresh_engine, ground):
    made = offered(fresh_engine)

    results = at_once(*[accepting(fresh_engine, made, AT + 2 * MINUTE)] * AT_ONCE)

    booked = appointments(fresh_engine, Status.SCHEDULED)
    assert [one.starts_at for one in booked] == [NINE]
    assert set(results) == {booked[0].id}
    assert appointments(fresh_engine, Status.HELD) == []


def test_accepting_while_it_lapses_has_one_end(fresh_engine, ground):
    """The clocks of the two differ by some seconds, as those of two machines do."""
    made = offered(fresh_engine)
    end = made.until_at

    results = at_once(
        accepting(fresh_engine, made, end - timedelta(seconds=1)),
        lambda: running.run(fresh_engine, end),
    )

    first = offers(fresh_engine)[0]
    booked = appointments(fresh_engine, Status.SCHEDULED)
    if first.answer is Answer.ACCEPTED:
        assert [one.id for one in booked] == [results[0]]
        assert len(offers(fresh_engine)) == 1
    else:
        assert first.answer is Answer.LAPSED
        assert isinstance(results[0], OfferEnded)
        assert booked == []
        running.run(fresh_engine, end + MINUTE)
        assert [one.answer for one in offers(fresh_engine)] == [Answer.LAPSED, Answer.PENDING]


def test_a_run_that_dies_leaves_the_hour_for_the_next_run(fresh_engine, ground, monkeypatch):
    def dies(*_args, **_values):
        raise KeyboardInterrupt

    monkeypatch.setattr(offering.saying, "say_offer", dies)
    with pytest.raises(KeyboardInterrupt):
        running.run(fresh_engine, AT + MINUTE)
    monkeypatch.undo()
    assert offers(fresh_engine) == []

    running.run(fresh_engine, AT + 2 * MINUTE)
    assert len(offers(fresh_engine)) == 1
