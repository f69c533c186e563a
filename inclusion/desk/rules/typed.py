"""Hours and dates as agents type them (pure)."""

import re
from datetime import date, time

_HOUR = re.compile(r"^\s*(\d{1,2})\s*(?:[hH:.]\s*(\d{2})?\s*)?$")


def read_hour(text: str) -> time | None:
    """Return the hour of « 9 », « 9 h », « 9h30 » or « 09:30 », None when it makes none.

    « 24 h » is midnight, the end of a day.
    """
    found = _HOUR.match(text.replace("\u00a0", " ").replace("\u202f", " "))
    if found is None:
        return None
    hours, minutes = int(found[1]), int(found[2] or 0)
    if hours == 24 and not minutes:
        return time(0)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def read_date(parts: tuple[str, str, str]) -> date | None:
    """Return the date of (day, month, year), None when they make none."""
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return None
