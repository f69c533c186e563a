"""What a person asks of a list of places, and the pages of the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inclusion.places.rules import hours

PER_PAGE = 8
NEAREST = 3
RADIUS_KM = 5.0
WIDER_KM = 15.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What must be true of the places shown. service: the national word, None for any."""

    service: str | None = None
    is_step_free: bool = False
    is_free: bool = False
    takes_appointments: bool = False

    def fits(self, place: Any) -> bool:
        """Tell whether a place is known to offer all of it; unknown is no."""
        return (
            (self.service is None or self.service in place.services)
            and (not self.is_step_free or "Handicaps moteurs" in place.special_care)
            and (not self.is_free or "Gratuit" in place.fees)
            and (not self.takes_appointments or place.takes_appointments)
        )


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a list: its number from 1, how many there are, its things, the total."""

    number: int
    pages: int
    total: int
    items: Sequence[Any]

    @property
    def first(self) -> int:
        """Return the rank of the first thing shown, from 1."""
        return (self.number - 1) * PER_PAGE + 1 if self.total else 0


def cut(items: Sequence[Any], number: int) -> Slice:
    """Return page `number`, brought back between the first and the last."""
    pages = max(1, -(-len(items) // PER_PAGE))
    number = min(max(number, 1), pages)
    start = (number - 1) * PER_PAGE
    return Slice(number, pages, len(items), items[start : start + PER_PAGE])


def says_hours(place: Any) -> bool:
    """Tell whether the opening hours are known and understood."""
    return bool(place.hours) and hours.parsed(place.hours) is not None
