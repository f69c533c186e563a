"""Free slots: the arithmetic of openings less what is already taken (pure).

Everything is counted in whole minutes since 1970-01-01T00:00Z, and intervals are half-open: an
appointment that ends at 10:00 leaves 10:00 free. Integers keep two départements in a few
milliseconds; `queries` turns instants into minutes and back.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

Interval: TypeAlias = tuple[int, int]


class Opening(NamedTuple):
    """A dated opening of one mediator at one place."""

    starts: int
    ends: int
    place: int
    mediator: int


class FreeSlot(NamedTuple):
    """A start that may be booked. Sorts by hour, then place, then mediator."""

    starts: int
    place: int
    mediator: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, in minutes.

    A start is a multiple of `step` since the epoch, from `not_before` to `not_after`, both
    included, with `duration` minutes free after it.
    """

    duration: int
    step: int
    not_before: int
    not_after: int


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the union of `intervals` (any order, may overlap), sorted and disjoint."""
    merged: list[Interval] = []
    for starts, ends in sorted(intervals):
        if merged and starts <= merged[-1][1]:
            if ends > merged[-1][1]:
                merged[-1] = (merged[-1][0], ends)
        elif starts < ends:
            merged.append((starts, ends))
    return merged


def starts_in(opening: Interval, busy: Sequence[Interval], wanted: Wanted) -> list[int]:
    """Return the starts that fit in one opening, sorted.

    busy: sorted and disjoint, as `merge` returns them.
    """
    cursor, close = max(opening[0], wanted.not_before), opening[1]
    step, duration, latest = wanted.step, wanted.duration, wanted.not_after
    found: list[int] = []
    index = max(bisect_right(busy, (cursor, cursor)) - 1, 0)
    while index < len(busy) and busy[index][0] < close:
        starts, ends = busy[index]
        if ends > cursor:
            found += range(-(-cursor // step) * step, min(starts - duration, latest) + 1, step)
            cursor = ends
        index += 1
    found += range(-(-cursor // step) * step, min(close - duration, latest) + 1, step)
    return found


def free_slots(
    openings: Iterable[Opening], busy: Mapping[int, Sequence[Interval]], wanted: Wanted
) -> list[FreeSlot]:
    """Return every free slot, sorted by start, place and mediator.

    openings: any order; two that overlap give the same slot twice. busy: by mediator, each
    sorted and disjoint, as `merge` returns them.
    """
    nothing: Sequence[Interval] = ()
    return sorted(
        FreeSlot(start, opening.place, opening.mediator)
        for opening in openings
        for start in starts_in(opening[:2], busy.get(opening.mediator, nothing), wanted)
    )


def spread(starts: Iterable[int], duration: int) -> list[int]:
    """Keep the starts to propose: the earliest, then each one that does not overlap the last kept.

    starts: sorted. Proposing 9 h, 9 h 15 and 9 h 30 for 45 minutes is three ways to take one
    hour, and taking the middle one wastes it.
    """
    kept: list[int] = []
    for start in starts:
        if not kept or start >= kept[-1] + duration:
            kept.append(start)
    return kept
