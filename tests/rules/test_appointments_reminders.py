"""When people are reminded: never at night, never too late, both clock changes included."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.appointments.rules.reminders import decent, is_worth_it, reminder_at
from inclusion.clock import PARIS, to_paris

instants = st.integers(1_767_225_600, 1_830_297_600).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def paris(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def test_a_reminder_leaves_two_days_before_at_the_same_hour():
    assert reminder_at(paris(2026, 3, 6, 14, 30), paris(2026, 3, 1, 9)) == paris(2026, 3, 4, 14, 30)


@pytest.mark.parametrize(("hour", "told"), [(9, 10), (19, 18)])
def test_an_early_or_late_hour_is_told_at_a_decent_one(hour, told):
    assert reminder_at(paris(2026, 3, 6, hour), paris(2026, 3, 1, 9)) == paris(2026, 3, 4, told)


def test_what_is_booked_late_is_told_the_evening_before():
    assert reminder_at(paris(2026, 3, 6, 9), paris(2026, 3, 4, 10, 1)) == paris(2026, 3, 5, 18)


def test_what_is_booked_the_same_day_is_not_told_again():
    assert reminder_at(paris(2026, 3, 6, 9), paris(2026, 3, 5, 18)) is None


def test_two_days_before_is_a_local_day_over_a_clock_change():
    """Sunday 29 March 2026 has 23 hours."""
    assert reminder_at(paris(2026, 3, 30, 11), paris(2026, 3, 1, 9)) == paris(2026, 3, 28, 11)
    assert reminder_at(paris(2026, 10, 26, 11), paris(2026, 10, 1, 9)) == paris(2026, 10, 24, 11)


def test_a_reminder_helps_until_two_hours_before():
    starts_at = paris(2026, 3, 6, 14)

    assert is_worth_it(starts_at, starts_at - timedelta(hours=2, seconds=1))
    assert not is_worth_it(starts_at, starts_at - timedelta(hours=2))


@given(instants)
def test_nobody_is_disturbed_early_or_late(at):
    found = decent(at)

    assert time(10) <= to_paris(found).time() <= time(18)
    assert at <= found < at + timedelta(hours=17)
    assert decent(found) == found


@given(instants, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_a_reminder_comes_after_the_booking_and_before_the_appointment(booked_at, wait):
    starts_at = booked_at + wait
    found = reminder_at(starts_at, booked_at)

    assert found is None or booked_at < found < starts_at
    assert found is None or decent(found) == found
    assert found is not None or wait <= timedelta(hours=32)
