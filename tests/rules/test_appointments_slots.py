"""Free slots against an obviously right reference that tries every minute."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from inclusion.appointments.rules.slots import (
    FreeSlot,
    Opening,
    Wanted,
    free_slots,
    merge,
    spread,
    starts_in,
)

HALF_HOUR = Wanted(duration=30, step=15, not_before=0, not_after=10_000)


def plain(opening, busy, wanted):
    low, high = opening
    return [
        start
        for start in range(low, high)
        if start % wanted.step == 0
        and start + wanted.duration <= high
        and not any(b < start + wanted.duration and start < e for b, e in busy)
        and wanted.not_before <= start <= wanted.not_after
    ]


def test_an_empty_opening_gives_every_mark_that_leaves_room():
    assert starts_in((540, 615), [], HALF_HOUR) == [540, 555, 570, 585]


def test_an_appointment_that_ends_at_ten_leaves_ten_free():
    assert starts_in((540, 660), [(540, 600)], HALF_HOUR) == [600, 615, 630]


def test_a_start_is_a_mark_of_the_clock_and_not_of_the_opening():
    assert starts_in((547, 607), [], HALF_HOUR) == [555, 570]


def test_notice_includes_both_ends():
    wanted = Wanted(duration=30, step=15, not_before=555, not_after=570)

    assert starts_in((540, 660), [], wanted) == [555, 570]


def test_an_absence_that_covers_the_day_leaves_nothing():
    assert starts_in((540, 660), [(0, 1440)], HALF_HOUR) == []


def test_slots_of_two_mediators_are_sorted_by_hour_then_place():
    openings = [Opening(600, 630, 2, 7), Opening(540, 570, 2, 7), Opening(600, 630, 1, 9)]

    assert free_slots(openings, {7: [(540, 570)]}, HALF_HOUR) == [
        FreeSlot(600, 1, 9),
        FreeSlot(600, 2, 7),
    ]


def test_spread_proposes_hours_that_do_not_overlap():
    assert spread([540, 555, 570, 585, 600, 660], 45) == [540, 585, 660]


minutes = st.integers(0, 400)
intervals = st.tuples(minutes, minutes).map(lambda pair: (min(pair), max(pair) + 1))
wanteds = st.builds(
    Wanted,
    duration=st.integers(1, 90),
    step=st.sampled_from([1, 5, 10, 15, 20, 30]),
    not_before=st.integers(-50, 300),
    not_after=st.integers(0, 500),
)


@given(intervals, st.lists(intervals, max_size=8), wanteds)
def test_starts_are_those_of_the_plain_reference(opening, busy, wanted):
    assert starts_in(opening, merge(busy), wanted) == plain(opening, busy, wanted)


@given(st.lists(intervals, max_size=10))
def test_merged_intervals_are_disjoint_and_cover_the_same_minutes(busy):
    merged = merge(busy)

    assert all(a[1] < b[0] for a, b in itertools.pairwise(merged))
    assert {m for a, b in busy for m in range(a, b)} == {m for a, b in merged for m in range(a, b)}


@given(st.lists(st.builds(Opening, minutes, minutes, st.integers(1, 3), st.integers(1, 4))))
def test_free_slots_are_sorted_and_lie_in_an_opening(openings):
    found = free_slots(openings, {1: [(100, 200)]}, HALF_HOUR)

    assert found == sorted(found)
    for slot in found:
        assert any(
            o.starts <= slot.starts
            and slot.starts + 30 <= o.ends
            and (o.place, o.mediator) == (slot.place, slot.mediator)
            for o in openings
        )
        assert slot.mediator != 1 or slot.starts + 30 <= 100 or slot.starts >= 200


@given(st.lists(st.integers(0, 1000)).map(sorted), st.integers(1, 90))
def test_spread_keeps_the_first_and_never_overlaps(starts, duration):
    kept = spread(starts, duration)

    assert kept[:1] == starts[:1]
    assert all(b - a >= duration for a, b in itertools.pairwise(kept))
    assert all(any(k <= s < k + duration for k in kept) for s in starts)
