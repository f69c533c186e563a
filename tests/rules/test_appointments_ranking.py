"""Less crowded places first, where they cost the person little."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from inclusion.appointments.rules.ranking import LITTLE_KM, Choice, Why, ranked

TODAY = datetime(2026, 3, 3, 9, tzinfo=UTC)


def place(key, km, days=0.0, busy=0.5):
    return Choice(key, km, TODAY + timedelta(days=days), busy)


def order(*choices):
    return [(one.key, one.why) for one in ranked(choices)]


def test_the_nearest_comes_first_when_all_are_alike():
    assert order(place(2, 3), place(1, 1)) == [(1, None), (2, None)]


def test_a_place_hardly_farther_and_much_sooner_comes_first():
    assert order(place(1, 1, days=6), place(2, 2.5, days=1)) == [(2, Why.SOONER), (1, None)]


def test_a_place_hardly_farther_and_much_less_busy_comes_first():
    assert order(place(1, 1, busy=0.9), place(2, 2, busy=0.4)) == [(2, Why.LESS_BUSY), (1, None)]


def test_a_less_busy_place_that_is_much_later_does_not():
    assert order(place(1, 1, busy=0.9), place(2, 2, days=5, busy=0.1)) == [(1, None), (2, None)]


def test_a_far_place_never_passes():
    assert order(place(1, 1, days=30, busy=1), place(2, 3.1, busy=0)) == [(1, None), (2, None)]


choices = st.lists(
    st.tuples(
        st.floats(0, 20, allow_nan=False), st.floats(0, 30, allow_nan=False), st.floats(0, 1)
    ),
    max_size=8,
).map(lambda rows: [place(key, *row) for key, row in enumerate(rows)])


@given(choices)
def test_nobody_is_lost_and_nobody_is_sent_far(found):
    made = ranked(found)
    by_key = {one.key: one for one in found}

    assert sorted(one.key for one in made) == sorted(by_key)
    for index, one in enumerate(made):
        for after in made[index + 1 :]:
            farther = by_key[one.key].distance_km - by_key[after.key].distance_km
            assert farther <= LITTLE_KM * len(found)
            assert farther <= 0 or one.why is not None


@given(choices)
def test_a_reason_is_given_only_to_those_who_pass(found):
    made = ranked(found)
    nearest = [one.key for one in sorted(found, key=lambda c: (c.distance_km, c.key))]
    for index, one in enumerate(made):
        if one.why is not None:
            assert index < nearest.index(one.key) or len(found) > 2
