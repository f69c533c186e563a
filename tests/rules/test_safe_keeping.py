"""D. 541: twelve months to recover what nobody opens any more, three months' notice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.safe.rules.keeping import (
    earliest_closing,
    kept_until,
    last_possible_access,
    may_close,
    may_erase,
)

DAYS = st.dates(date(2020, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("last", "until"),
    [
        (date(2026, 3, 3), date(2027, 3, 3)),
        (date(2026, 12, 31), date(2027, 12, 31)),
        (date(2024, 2, 29), date(2025, 3, 1)),  # never a day short of a year
    ],
)
def test_a_safe_is_kept_a_whole_year_after_the_last_access(last, until):
    assert kept_until(last) == until
    assert not may_erase(last_access=last, today=until - timedelta(days=1), can_still_open=False)
    assert may_erase(last_access=last, today=until, can_still_open=False)


@given(DAYS, st.integers(0, 20_000))
def test_nothing_is_erased_while_somebody_can_still_open_it(last, days):
    today = last + timedelta(days=days)

    assert not may_erase(last_access=last, today=today, can_still_open=True)


@given(DAYS)
def test_a_year_is_never_shorter_than_365_days_nor_longer_than_a_leap_year(last):
    assert 365 <= (kept_until(last) - last).days <= 366


def test_the_last_access_is_the_latest_of_all_that_gave_a_way_in():
    days = [date(2026, 1, 4), None, date(2026, 2, 1), date(2025, 9, 9)]

    assert last_possible_access(*days) == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("told", "earliest"),
    [
        (date(2026, 3, 3), date(2026, 6, 3)),
        (date(2026, 11, 30), date(2027, 3, 1)),  # February has no 30th: not a day early
        (date(2026, 10, 31), date(2027, 1, 31)),
    ],
)
def test_a_closing_is_said_three_months_before(told, earliest):
    assert earliest_closing(told) == earliest
    assert may_close(told_on=told, closes_on=earliest)
    assert not may_close(told_on=told, closes_on=earliest - timedelta(days=1))
