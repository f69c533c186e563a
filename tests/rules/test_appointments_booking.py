"""Statuses, undo and the notice that binds the public."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.appointments.rules.booking import (
    CANCELLED,
    LIVE,
    OUTCOMES,
    PENDING,
    TRANSITIONS,
    UNDOABLE,
    Status,
    Terms,
    bookable_span,
    may_follow,
    public_may_book,
    public_may_cancel,
    public_may_move,
    undone,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TERMS = Terms(
    duration=timedelta(minutes=45),
    step=timedelta(minutes=15),
    min_notice=timedelta(hours=2),
    max_notice=timedelta(days=90),
    cancel_until=timedelta(hours=4),
    move_until=timedelta(days=1),
)


def test_every_status_says_what_may_follow():
    assert set(TRANSITIONS) == set(Status)


def test_what_is_cancelled_or_moved_is_final_and_frees_the_hour():
    for status in CANCELLED | {Status.RESCHEDULED}:
        assert not TRANSITIONS[status]
        assert status not in LIVE


def test_a_pending_appointment_holds_its_hour():
    assert PENDING < LIVE


@pytest.mark.parametrize("status", sorted(PENDING))
def test_every_outcome_can_be_recorded_while_pending(status):
    missing = {o for o in OUTCOMES if not may_follow(status, o)}

    assert missing <= {Status.NO_SHOW}
    assert not (missing and status is not Status.IN_PROGRESS)


@pytest.mark.parametrize("status", sorted(Status))
def test_only_undoable_statuses_go_back(status):
    back = undone(status, arrived=True, started=True)

    assert (back is not None) == (status in UNDOABLE)


@given(st.sampled_from(sorted(UNDOABLE)), st.booleans(), st.booleans())
def test_undo_goes_back_to_something_from_which_one_may_come_again(status, arrived, started):
    back = undone(status, arrived=arrived, started=started)

    assert back in PENDING
    assert may_follow(back, status)


def test_undoing_a_no_show_gives_back_the_arrival_that_was_seen():
    assert undone(Status.NO_SHOW, arrived=True, started=False) is Status.ARRIVED
    assert undone(Status.NO_SHOW, arrived=False, started=False) is Status.SCHEDULED


@given(st.timedeltas(timedelta(days=-10), timedelta(days=200)))
def test_the_public_books_inside_the_notice_of_the_reason(ahead):
    starts_at = NOW + ahead
    earliest, latest = bookable_span(TERMS, NOW)

    assert public_may_book(TERMS, starts_at, NOW) == (earliest <= starts_at <= latest)


def test_cancelling_alone_stops_four_hours_before():
    starts_at = NOW + timedelta(hours=4)

    assert public_may_cancel(TERMS, starts_at, NOW)
    assert not public_may_cancel(TERMS, starts_at, NOW + timedelta(seconds=1))


def test_moving_alone_stops_earlier_than_cancelling():
    starts_at = NOW + timedelta(hours=12)

    assert not public_may_move(TERMS, starts_at, NOW)
    assert public_may_cancel(TERMS, starts_at, NOW)
