"""The school holidays of Île-de-France (zone C), as far as the ministry has published them."""

from datetime import date, timedelta
from functools import cache

from vacances_scolaires_france import (  # type: ignore[import-untyped]
    SchoolHolidayDates,
    UnsupportedYearException,
)

ZONE = "C"
_DAY = timedelta(days=1)


@cache
def _published() -> SchoolHolidayDates:
    return SchoolHolidayDates()


@cache
def of_year(year: int) -> frozenset[date]:
    """Return the days of school holidays of one year; none for a year not published yet."""
    try:
        return frozenset(_published().holidays_for_year_and_zone(year, ZONE))
    except UnsupportedYearException:
        return frozenset()


def between(first: date, last: date) -> frozenset[date]:
    """Return the days of school holidays from `first` to `last`, both included."""
    days = frozenset().union(*(of_year(year) for year in range(first.year, last.year + 1)))
    return frozenset(day for day in days if first <= day <= last)


def last_known() -> date:
    """Return the last day about which something is published: later ones are laid out as if not."""
    return max(of_year(_published().max_year), default=date(_published().max_year, 12, 31))
