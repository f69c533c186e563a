"""The day at the desk: arrivals, outcomes, undo."""

from datetime import UTC, datetime, timedelta

import pytest

from inclusion.appointments.queries import appointments
from inclusion.appointments.rules.booking import Status
from inclusion.appointments.rules.refusals import NotNow, SlotTaken
from inclusion.appointments.service import reception
from inclusion.errors import Invalid
from tests.support.appointments import lay

WEDNESDAY = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)


@pytest.fixture
def ground(session):
    made = lay(session)
    made.open_on(made.mediators[0], 2)
    return made


@pytest.fixture
def booked(ground):
    return ground.book(WEDNESDAY)


@pytest.fixture
def act(ground, session, booked):
    def call(verb, **values):
        return verb(session, appointment_id=booked.id, actor=ground.agent, at=WEDNESDAY, **values)

    return call


def test_somebody_arrives_is_helped_and_leaves(act, booked):
    act(reception.arrive)
    act(reception.start)
    act(reception.record_outcome, outcome=Status.HONOURED)

    assert booked.status is Status.HONOURED
    assert booked.arrived_at == booked.started_at == booked.ended_at == WEDNESDAY


def test_an_incomplete_one_says_what_lacks(act, booked):
    with pytest.raises(Invalid):
        act(reception.record_outcome, outcome=Status.INCOMPLETE)
    act(reception.record_outcome, outcome=Status.INCOMPLETE, missing_papers=["L’avis d’impôt"])

    assert booked.missing_papers == ["L’avis d’impôt"]


def test_what_is_over_is_over_until_it_is_undone(act, booked):
    act(reception.record_outcome, outcome=Status.HONOURED)

    with pytest.raises(NotNow):
        act(reception.arrive)
    act(reception.undo)
    assert booked.status is Status.SCHEDULED
    act(reception.arrive)
    assert booked.status is Status.ARRIVED


def test_undo_goes_back_one_step_at_a_time(act, booked):
    act(reception.arrive)
    act(reception.start)

    assert act(reception.undo).status is Status.ARRIVED
    assert act(reception.undo).status is Status.SCHEDULED
    assert booked.arrived_at is None
    with pytest.raises(NotNow):
        act(reception.undo)


def test_a_no_show_frees_the_hour_and_is_not_undone_once_it_is_taken(act, ground):
    act(reception.record_outcome, outcome=Status.NO_SHOW)
    ground.book(WEDNESDAY, actor=ground.agent)

    with pytest.raises(SlotTaken):
        act(reception.undo)


def test_a_booked_time_that_is_over_awaits_its_outcome(session, ground, booked):
    after = booked.ends_at + timedelta(minutes=1)

    waiting = appointments.awaiting_outcome(session, mediators=[ground.mediators[0].id], at=after)

    assert [one.id for one in waiting] == [booked.id]
    assert booked.awaits_outcome(after)
