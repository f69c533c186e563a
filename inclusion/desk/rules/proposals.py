"""Which free slots to say on the telephone: near first, and never more than can be heard (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inclusion.appointments.rules.booking import Slot

RINGS_KM = (5.0, 15.0, 40.0, float("inf"))
"""How far a person may go, little by little; the agent widens it with one button."""

COUNT = 6
"""How many are proposed at once."""

ENOUGH = 3
"""With fewer than this, the ring widens by itself."""


class Moment(StrEnum):
    """When in the day the person can come."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person says they can do; weekday is 0 for Monday, None for any."""

    moment: Moment = Moment.ANY
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A free slot with its local day, hour and weekday, and how far it is (None: unknown)."""

    slot: Slot
    on: date
    hour: int
    distance_km: float | None

    @property
    def moment(self) -> Moment:
        """Return the half of the day."""
        return Moment.MORNING if self.hour < 12 else Moment.AFTERNOON


def fits(candidate: Candidate, wishes: Wishes) -> bool:
    """Tell whether a slot is what the person can do."""
    if wishes.weekday is not None and candidate.on.weekday() != wishes.weekday:
        return False
    return wishes.moment in {Moment.ANY, candidate.moment}


def one_per_half_day(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep the first slot of each place and half day: hearing 9 h, 9 h 15 and 9 h 30 is no choice.

    candidates: sorted by hour.
    """
    kept: dict[tuple[int, date, Moment], Candidate] = {}
    for one in candidates:
        kept.setdefault((one.slot.place_id, one.on, one.moment), one)
    return list(kept.values())


def propose(
    candidates: Sequence[Candidate], *, ring: int = 0, count: int = COUNT
) -> tuple[list[Candidate], int]:
    """Return the slots to say, by date then distance, and the ring that they were found in.

    ring: an index of RINGS_KM to start from. Places of unknown distance come with the last ring.
    """
    reached = min(ring, len(RINGS_KM) - 1)
    inside = _within(candidates, reached)
    while len(inside) < ENOUGH and reached < len(RINGS_KM) - 1:
        reached += 1
        inside = _within(candidates, reached)
    chosen = sorted(inside, key=_soonest)[:count]
    return chosen, reached


def ring_of(distances: Mapping[int, float | None], ring: int) -> set[int]:
    """Return the places inside a ring."""
    limit = RINGS_KM[ring]
    last = ring == len(RINGS_KM) - 1
    return {
        place
        for place, distance in distances.items()
        if last or (distance is not None and distance <= limit)
    }


def _within(candidates: Sequence[Candidate], ring: int) -> list[Candidate]:
    allowed = ring_of({one.slot.place_id: one.distance_km for one in candidates}, ring)
    return [one for one in candidates if one.slot.place_id in allowed]


def _soonest(candidate: Candidate) -> tuple[date, float, int, int]:
    far = float("inf") if candidate.distance_km is None else candidate.distance_km
    return (candidate.on, far, candidate.hour, candidate.slot.place_id)
