"""How the papers of a safe are laid out: pages, folders, what ends soon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

SOON = timedelta(days=60)

T = TypeVar("T")


class Ending(StrEnum):
    """Where a paper stands before the end of its validity."""

    SOON = "soon"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One page of a list, as `pagination` draws it."""

    items: Sequence[T]
    number: int
    pages: int
    total: int


def part(items: Sequence[T], *, number: int, per_page: int) -> Part[T]:
    """Return one page of a list; a number outside gives the nearest page."""
    pages = max(-(-len(items) // per_page), 1)
    number = min(max(number, 1), pages)
    start = (number - 1) * per_page
    return Part(items[start : start + per_page], number, pages, len(items))


def ending(expires_on: str, *, today: date) -> Ending | None:
    """Tell whether a paper ends soon, or ended; None when it does not, or nobody said."""
    if not expires_on:
        return None
    on = date.fromisoformat(expires_on)
    if on < today:
        return Ending.OVER
    return Ending.SOON if on <= today + SOON else None


def read_day(day: str, month: str, year: str) -> date | None:
    """Return the date that three boxes say, None when there is no such day."""
    if not (day.isdecimal() and month.isdecimal() and year.isdecimal() and len(year) == 4):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def day_boxes(expires_on: str) -> tuple[str, str, str]:
    """Return what the three boxes hold for an ISO date, nothing from nothing."""
    if not expires_on:
        return "", "", ""
    on = date.fromisoformat(expires_on)
    return str(on.day), str(on.month), str(on.year)
