"""The waiting list: whom an hour suits, whose turn it is, how long it is kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.clock import to_paris
from inclusion.places.rules.distance import Point
from inclusion.waiting.rules.entries import Moment
from inclusion.waiting.rules.matching import FreeHour, Turn, Wish, may_meet, order, suits
from inclusion.waiting.rules.offering import answer_until, may_be_offered

MANTES, MEULAN, PARIS_78 = Point(48.99, 1.72), Point(49.0, 1.91), Point(48.80, 2.13)
NINE = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
"""Wednesday 4 March 2026, 9 h in Paris."""

HOUR = FreeHour(NINE, 7, MEULAN, 3)
NOTICE = timedelta(hours=2)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(place_id=7), True),
        (Wish(place_id=8), False),
        (Wish(place_id=8, point=MANTES), False),
        (Wish(point=MANTES, radius_km=10), False),
        (Wish(point=MANTES, radius_km=20), True),
        (Wish(place_id=8, point=MANTES, radius_km=20), True),
        (Wish(place_id=7, weekdays=frozenset({2})), True),
        (Wish(place_id=7, weekdays=frozenset({0, 1})), False),
        (Wish(place_id=7, moment=Moment.MORNING), True),
        (Wish(place_id=7, moment=Moment.AFTERNOON), False),
        (Wish(place_id=7, from_on=date(2026, 3, 4), until_on=date(2026, 3, 4)), True),
        (Wish(place_id=7, from_on=date(2026, 3, 5)), False),
        (Wish(place_id=7, until_on=date(2026, 3, 3)), False),
        (Wish(place_id=7, mediator_id=3), True),
        (Wish(place_id=7, mediator_id=4), False),
        (Wish(place_id=7, earlier_than=NINE + timedelta(days=2)), True),
        (Wish(place_id=7, earlier_than=NINE + timedelta(days=2, minutes=-1)), False),
    ],
)
def test_an_hour_suits_when_every_wish_is_met(wish, expected):
    assert suits(wish, HOUR) is expected


def test_the_day_is_that_of_paris():
    midnight = FreeHour(datetime(2026, 3, 3, 23, 30, tzinfo=UTC), 7, None)

    assert suits(Wish(place_id=7, weekdays=frozenset({2})), midnight)


def test_who_is_pressed_comes_first_and_who_has_nothing_before_who_has():
    first = Turn(NINE, 1)
    late = Turn(NINE + timedelta(days=1), 2)
    pressed = Turn(NINE + timedelta(days=2), 3, deadline_on=date(2026, 3, 10))
    has_one = Turn(NINE - timedelta(days=9), 4, has_appointment=True)
    line = sorted([has_one, late, first, pressed], key=lambda turn: order(turn, NINE))

    assert [turn.number for turn in line] == [3, 1, 2, 4]


def test_a_deadline_gives_no_turn_for_an_hour_after_it():
    pressed = Turn(NINE, 2, deadline_on=date(2026, 3, 3))

    assert order(Turn(NINE - timedelta(hours=1), 1), NINE) < order(pressed, NINE)


def test_wishes_meet_where_their_circles_do():
    near = Wish(point=MANTES, radius_km=10)

    assert may_meet(near, Wish(point=MEULAN, radius_km=10))
    assert not may_meet(near, Wish(point=PARIS_78, radius_km=10))
    assert may_meet(Wish(place_id=7), Wish(place_id=7))
    assert not may_meet(Wish(place_id=7, point=MANTES), Wish(place_id=8, point=MANTES))


def test_three_offers_in_all_and_one_a_day():
    assert may_be_offered(0, None, NINE)
    assert may_be_offered(2, date(2026, 3, 3), NINE)
    assert not may_be_offered(2, date(2026, 3, 4), NINE)
    assert not may_be_offered(3, None, NINE)


def paris(instant):
    return to_paris(instant).strftime("%d %H:%M")


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (datetime(2026, 3, 3, 9, 30, tzinfo=UTC), "03 14:30"),
        (datetime(2026, 3, 3, 16, 0, tzinfo=UTC), "04 09:00"),
        (datetime(2026, 3, 3, 22, 0, tzinfo=UTC), "04 14:00"),
        (datetime(2026, 3, 3, 4, 0, tzinfo=UTC), "03 14:00"),
        (datetime(2026, 3, 28, 16, 0, tzinfo=UTC), "29 09:00"),  # the night of 23 hours
    ],
)
def test_four_hours_to_answer_the_night_not_counted(at, until):
    assert paris(answer_until(at, at + timedelta(days=9), NOTICE)) == until


def test_the_answer_comes_before_the_notice_or_nothing_is_offered():
    at = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    starts_at = at + timedelta(hours=5)

    assert answer_until(at, starts_at, timedelta(0)) == starts_at - timedelta(hours=2)
    assert answer_until(at, starts_at, timedelta(hours=4)) == starts_at - timedelta(hours=4)
    assert answer_until(at, starts_at, timedelta(hours=4, minutes=1)) is None
    assert answer_until(at, at + timedelta(hours=2), timedelta(0)) is None


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - the strategy adds the zone
    st.timedeltas(timedelta(0), timedelta(days=20)),
)
def test_an_answer_is_always_asked_at_an_hour_when_people_are_up(at, ahead):
    until = answer_until(at, at + ahead, NOTICE)

    assert until is None or at < until <= at + ahead - NOTICE
    if until is not None and until < at + ahead - NOTICE:
        assert 8 <= to_paris(until).hour <= 20
