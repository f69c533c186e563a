"""Free slots: the arithmetic of openings less what is already taken (pure).

Everything is counted in whole minutes since 1970-01-01T00:00Z, and intervals are half-open: an
appointment that ends at 10:00 leaves 10:00 free. Minutes stand in arrays, so that every free slot
of two départements takes a fraction of a second; `queries` turns instants into minutes and back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Minutes: TypeAlias = NDArray[np.int64]

_AXIS = 1 << 32
"""How far apart two owners lie on the one line where intervals are compared."""


class FreeSlot(NamedTuple):
    """A start that may be booked. Sorts by hour, then place, then mediator."""

    starts: int
    place: int
    mediator: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, in minutes.

    A start is a multiple of `step` since the epoch, from `not_before` to `not_after`, both
    included, with `duration` minutes in the opening and then `buffer` free minutes after it.
    """

    duration: int
    step: int
    not_before: int
    not_after: int
    buffer: int = 0


@dataclass(frozen=True, slots=True)
class Openings:
    """Dated openings, a column each; any order."""

    starts: Minutes
    ends: Minutes
    place: Minutes
    mediator: Minutes

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.starts)


@dataclass(frozen=True, slots=True)
class Taken:
    """Intervals in which an owner, a mediator or a place, is taken; any order, may overlap."""

    owner: Minutes
    starts: Minutes
    ends: Minutes

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int]]) -> "Taken":
        """Return the intervals of rows (owner, starts, ends)."""
        table = np.array(list(rows), dtype=np.int64).reshape(-1, 3)
        return cls(table[:, 0], table[:, 1], table[:, 2])

    def and_also(self, other: "Taken") -> "Taken":
        """Return the intervals of both."""
        return Taken(
            np.concatenate((self.owner, other.owner)),
            np.concatenate((self.starts, other.starts)),
            np.concatenate((self.ends, other.ends)),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """Free slots, a column each, sorted by hour, place and mediator.

    opening: the index of the opening that each lies in.
    """

    starts: Minutes
    place: Minutes
    mediator: Minutes
    opening: Minutes

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.starts)

    def rows(self) -> list[tuple[int, int, int]]:
        """Return (start, place, mediator) of each."""
        columns = (column.tolist() for column in (self.starts, self.place, self.mediator))
        return list(zip(*columns, strict=True))

    def slots(self) -> list[FreeSlot]:
        """Return each as an object."""
        return [FreeSlot(*row) for row in self.rows()]


NOTHING_TAKEN = Taken.of(())


def free_slots(
    openings: Openings, busy: Taken, wanted: Wanted, *, closed: Taken = NOTHING_TAKEN
) -> Found:
    """Return every free slot; two openings that overlap give the same slot twice.

    busy: by mediator. closed: by place.
    """
    by_mediator = np.lexsort((openings.starts, openings.mediator))
    index, starts = _marks(openings, by_mediator, wanted)
    place, mediator = openings.place[index], openings.mediator[index]
    length = wanted.duration + wanted.buffer
    is_free = _is_free(mediator, starts, length, busy)
    if len(closed.starts):
        is_free &= _is_free(place, starts, wanted.duration, closed)
    index, starts = index[is_free], starts[is_free]
    place, mediator = place[is_free], mediator[is_free]
    order = np.lexsort((mediator, place, starts))
    return Found(starts[order], place[order], mediator[order], index[order])


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


def all_taken(uses: Iterable[tuple[int, int, int]], among: int) -> list[tuple[int, int]]:
    """Return when each of `among` things is taken, as disjoint intervals.

    uses: (thing, starts, ends); the uses of one thing do not overlap.
    """
    marks = sorted(
        mark for _thing, starts, ends in uses for mark in ((starts, 1), (ends, -1)) if ends > starts
    )
    found: list[tuple[int, int]] = []
    count, since = 0, 0
    for minute, change in marks:
        if count == among and minute > since:
            found.append((since, minute))
        count, since = count + change, minute
    return found


def _marks(openings: Openings, order: Minutes, wanted: Wanted) -> tuple[Minutes, Minutes]:
    """Return every start that fits in an opening, and the index of that opening."""
    earliest = np.maximum(openings.starts[order], wanted.not_before)
    latest = np.minimum(openings.ends[order] - wanted.duration, wanted.not_after)
    first = -(-earliest // wanted.step) * wanted.step
    count = np.maximum((latest - first) // wanted.step + 1, 0)
    row = np.repeat(np.arange(len(order)), count)
    before = np.repeat(np.cumsum(count) - count, count)
    starts = first[row] + (np.arange(len(row)) - before) * wanted.step
    return order[row], starts


def _is_free(owner: Minutes, starts: Minutes, length: int, taken: Taken) -> NDArray[np.bool_]:
    """Tell of each start whether its owner is free for that long.

    Owners lie one after the other on one line. Along it, the first interval that ends after a start
    is the only one that may meet it, once ends are made to grow: an interval inside another then
    ends with it.
    """
    at = owner * _AXIS + starts
    line = taken.owner * _AXIS
    order = np.argsort(line + taken.starts, kind="stable")
    begins, ends = (line + taken.starts)[order], np.maximum.accumulate((line + taken.ends)[order])
    begins = np.append(begins, np.iinfo(np.int64).max)
    following = begins[np.searchsorted(ends, at, side="right")]
    free: NDArray[np.bool_] = following >= at + length
    return free
