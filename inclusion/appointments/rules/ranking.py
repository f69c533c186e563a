"""Propose the less crowded place first where it costs the person little (pure).

Recommendation 10 of the sustainable-development council of January 2020: spread people over the
places instead of filling the best known ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LITTLE_KM = 2.0
"""How much farther a place may be to come first."""

MUCH_SOONER = timedelta(days=1)
MUCH_LESS_BUSY = 0.3


class Why(StrEnum):
    """Why a place comes before a nearer one."""

    SOONER = "sooner"
    LESS_BUSY = "less_busy"


@dataclass(frozen=True, slots=True)
class Choice:
    """A place: how far, its first free hour, and what share of its time is taken, 0 to 1."""

    key: int
    distance_km: float
    first_at: datetime
    busy: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in its turn, and why it comes before a nearer one, if it does."""

    key: int
    why: Why | None = None


def ranked(choices: Sequence[Choice]) -> list[Ranked]:
    """Return the places, nearest first, save that each may pass one that is hardly nearer.

    A place passes those before it while it is at most `LITTLE_KM` farther, and much sooner or much
    less busy.
    """
    order: list[Choice] = []
    why: dict[int, Why] = {}
    for one in sorted(choices, key=lambda choice: (choice.distance_km, choice.key)):
        position = len(order)
        while position and (reason := _gain(one, order[position - 1])) is not None:
            why[one.key] = reason
            position -= 1
        order.insert(position, one)
    return [Ranked(one.key, why.get(one.key)) for one in order]


def _gain(one: Choice, nearer: Choice) -> Why | None:
    """Return what is gained by going to `one` rather than to `nearer`, None when not worth it."""
    if one.distance_km > nearer.distance_km + LITTLE_KM:
        return None
    if one.first_at <= nearer.first_at - MUCH_SOONER:
        return Why.SOONER
    if one.busy <= nearer.busy - MUCH_LESS_BUSY and one.first_at <= nearer.first_at + MUCH_SOONER:
        return Why.LESS_BUSY
    return None
