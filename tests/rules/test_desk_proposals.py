"""The slots to say on the telephone: near first, one a half day, never many."""

from datetime import UTC, datetime, timedelta

from inclusion.appointments.rules.booking import Slot
from inclusion.desk.rules.proposals import (
    COUNT,
    Candidate,
    Moment,
    Wishes,
    fits,
    one_per_half_day,
    propose,
    ring_of,
)

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def candidate(place=1, *, days=0, hours=0, km=1.0):
    starts_at = MONDAY + timedelta(days=days, hours=hours)
    slot = Slot(starts_at, starts_at + timedelta(minutes=45), place)
    return Candidate(slot, starts_at.date(), starts_at.hour, km)


def test_the_nearest_ring_is_enough_when_it_has_three():
    near = [candidate(1, days=n) for n in range(3)]
    far = [candidate(2, km=12)]

    chosen, ring = propose([*near, *far])

    assert (chosen, ring) == (near, 0)


def test_the_ring_widens_until_there_is_a_choice():
    chosen, ring = propose([candidate(1), candidate(2, km=12), candidate(3, km=30)])

    assert [one.slot.place_id for one in chosen] == [1, 2, 3]
    assert ring == 2


def test_a_place_of_unknown_distance_comes_last_of_all():
    chosen, ring = propose([candidate(1), candidate(2, km=None)])

    assert [one.slot.place_id for one in chosen] == [1, 2]
    assert ring_of({1: 1.0, 2: None}, 0) == {1}
    assert ring == 3


def test_the_same_day_is_said_from_near_to_far():
    chosen, _ring = propose([candidate(1, km=4), candidate(2, km=1), candidate(3, km=2)])

    assert [one.slot.place_id for one in chosen] == [2, 3, 1]


def test_no_more_is_said_than_can_be_heard():
    chosen, _ring = propose([candidate(1, days=n) for n in range(20)])

    assert len(chosen) == COUNT


def test_a_half_day_of_a_place_is_said_once():
    kept = one_per_half_day([candidate(hours=n) for n in (0, 1, 2, 4, 5)])

    assert [one.hour for one in kept] == [9, 13]


def test_a_wish_keeps_what_the_person_can_do():
    monday_morning = candidate()

    assert fits(monday_morning, Wishes())
    assert fits(monday_morning, Wishes(Moment.MORNING, weekday=0))
    assert not fits(monday_morning, Wishes(Moment.AFTERNOON))
    assert not fits(monday_morning, Wishes(weekday=1))
