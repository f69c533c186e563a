"""Free slots against an obviously right reference that tries every minute."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from inclusion.appointments.rules.slots import (
    FreeSlot,
    Openings,
    Taken,
    Wanted,
    all_taken,
    free_slots,
    spread,
)

HALF_HOUR = Wanted(duration=30, step=15, not_before=0, not_after=10_000)


def columns(openings):
    table = Taken.of([row[:3] for row in openings])
    mediators = Taken.of([(row[3], 0, 0) for row in openings]).owner
    return Openings(table.owner, table.starts, table.ends, mediators)


def free(openings, busy=(), wanted=HALF_HOUR, closed=()):
    """Search openings (starts, ends, place, mediator) less (owner, starts, ends)."""
    return free_slots(columns(openings), Taken.of(busy), wanted, closed=Taken.of(closed)).slots()


def starts(opening, busy=(), wanted=HALF_HOUR):
    found = free([(*opening, 1, 1)], [(1, *one) for one in busy], wanted)
    return [one.starts for one in found]


def plain(openings, busy, wanted, closed):
    length = wanted.duration + wanted.buffer
    return sorted(
        FreeSlot(start, place, mediator)
        for low, high, place, mediator in openings
        for start in range(low, high)
        if start % wanted.step == 0
        and start + wanted.duration <= high
        and wanted.not_before <= start <= wanted.not_after
        and not any(o == mediator and b < start + length and start < e for o, b, e in busy)
        and not any(o == place and b < start + wanted.duration and start < e for o, b, e in closed)
    )


def test_an_empty_opening_gives_every_mark_that_leaves_room():
    assert starts((540, 615)) == [540, 555, 570, 585]


def test_an_appointment_that_ends_at_ten_leaves_ten_free():
    assert starts((540, 660), [(540, 600)]) == [600, 615, 630]


def test_a_start_is_a_mark_of_the_clock_and_not_of_the_opening():
    assert starts((547, 607)) == [555, 570]


def test_notice_includes_both_ends():
    wanted = Wanted(duration=30, step=15, not_before=555, not_after=570)

    assert starts((540, 660), [], wanted) == [555, 570]


def test_an_absence_that_covers_the_day_leaves_nothing():
    assert starts((540, 660), [(0, 1440)]) == []


def test_a_buffer_is_free_after_and_may_pass_the_closing_hour():
    wanted = Wanted(duration=30, step=15, not_before=0, not_after=10_000, buffer=30)

    assert starts((540, 660), [(645, 700)], wanted) == [540, 555, 570, 585]
    assert starts((540, 600), [], wanted) == [540, 555, 570]


def test_an_appointment_inside_another_does_not_end_it():
    """A deliberate overlap: the long one counts to its end."""
    assert starts((540, 720), [(540, 660), (555, 570)]) == [660, 675, 690]


def test_slots_of_two_mediators_are_sorted_by_hour_then_place():
    openings = [(600, 630, 2, 7), (540, 570, 2, 7), (600, 630, 1, 9)]

    assert free(openings, [(7, 540, 570)]) == [FreeSlot(600, 1, 9), FreeSlot(600, 2, 7)]


def test_two_openings_that_overlap_give_their_hours_twice():
    assert starts((540, 570)) == [540]
    assert [one.starts for one in free([(540, 570, 1, 1), (540, 585, 1, 1)])] == [540, 540, 555]


def test_a_closed_place_closes_its_own_hours_only():
    openings = [(540, 600, 1, 7), (540, 600, 2, 8)]

    found = free(openings, closed=[(1, 540, 575)])

    assert {(one.starts, one.place) for one in found if one.place == 1} == set()
    assert [one.starts for one in found if one.place == 2] == [540, 555, 570]


def test_nothing_opened_is_nothing_free():
    assert free([]) == []
    assert free([(540, 550, 1, 1)]) == []


def test_spread_proposes_hours_that_do_not_overlap():
    assert spread([540, 555, 570, 585, 600, 660], 45) == [540, 585, 660]


minutes = st.integers(0, 400)
intervals = st.tuples(minutes, minutes).map(lambda pair: (min(pair), max(pair) + 1))
owners = st.integers(1, 3)
openings = st.tuples(intervals, owners, owners).map(lambda one: (*one[0], one[1], one[2]))
owned = st.tuples(owners, intervals).map(lambda one: (one[0], *one[1]))
wanteds = st.builds(
    Wanted,
    duration=st.integers(1, 90),
    step=st.sampled_from([1, 5, 10, 15, 20, 30]),
    not_before=st.integers(-50, 300),
    not_after=st.integers(0, 500),
    buffer=st.sampled_from([0, 0, 5, 30]),
)


@given(
    st.lists(openings, max_size=5),
    st.lists(owned, max_size=10),
    wanteds,
    st.lists(owned, max_size=3),
)
def test_free_slots_are_those_of_the_plain_reference(opened, busy, wanted, closed):
    assert free(opened, busy, wanted, closed) == plain(opened, busy, wanted, closed)


@given(st.dictionaries(st.integers(1, 3), st.lists(intervals, max_size=4), min_size=1))
def test_all_are_taken_when_each_one_is(taken):
    disjoint = {thing: _without_overlap(spans) for thing, spans in taken.items()}
    uses = [(thing, *span) for thing, spans in disjoint.items() for span in spans]

    found = all_taken(uses, len(disjoint))

    assert {m for a, b in found for m in range(a, b)} == set.intersection(
        *({m for a, b in spans for m in range(a, b)} for spans in disjoint.values())
    )
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))


def _without_overlap(spans):
    kept = []
    for start, end in sorted(spans):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


@given(st.lists(st.integers(0, 1000)).map(sorted), st.integers(1, 90))
def test_spread_keeps_the_first_and_never_overlaps(starts, duration):
    kept = spread(starts, duration)

    assert kept[:1] == starts[:1]
    assert all(b - a >= duration for a, b in itertools.pairwise(kept))
    assert all(any(k <= s < k + duration for k in kept) for s in starts)
