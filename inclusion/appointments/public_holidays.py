"""The public holidays of metropolitan France, computed for any year."""

from datetime import date
from functools import cache

import holidays


@cache
def of_year(year: int) -> frozenset[date]:
    """Return the public holidays of one year."""
    return frozenset(holidays.country_holidays("FR", years=year))


def between(first: date, last: date) -> frozenset[date]:
    """Return the public holidays from `first` to `last`, both included."""
    days = frozenset().union(*(of_year(year) for year in range(first.year, last.year + 1)))
    return frozenset(day for day in days if first <= day <= last)


def is_holiday(day: date) -> bool:
    """Tell whether a local day is a public holiday."""
    return day in of_year(day.year)
