"""Birth dates as people know them (pure)."""

from datetime import date
from enum import StrEnum

from inclusion.errors import Invalid

OLDEST_YEAR = 1880


class AddressKind(StrEnum):
    """Where a letter reaches somebody; no fixed address is an address too."""

    NONE = "none"
    HOME = "home"
    DOMICILIATION = "domiciliation"
    CARE_OF = "care_of"


def birth_on(day: str, month: str, year: str, *, today: date) -> str | None:
    """Return « 1971-05-14 », « 1971-05 » or « 1971 » from three typed parts, None from nothing.

    A year alone, or a month and a year, is a birth date: many papers say no more.
    Raises Invalid(birth_on) when the parts make no date, or one in the future.
    """
    if not (day or month or year):
        return None
    try:
        numbers = [int(part) if part else None for part in (day, month, year)]
    except ValueError:
        raise Invalid("birth_on", field="birth_on") from None
    d, m, y = numbers
    if y is None or not OLDEST_YEAR <= y <= today.year or (d and not m):
        raise Invalid("birth_on", field="birth_on")
    try:
        earliest = date(y, m or 1, d or 1)
    except ValueError:
        raise Invalid("birth_on", field="birth_on") from None
    if earliest > today:
        raise Invalid("birth_on", field="birth_on")
    return f"{y:04d}" + (f"-{m:02d}" if m else "") + (f"-{d:02d}" if d else "")


def birth_parts(stored: str | None) -> tuple[str, str, str]:
    """Return (day, month, year) as typed, from a stored birth date; empty where unknown."""
    year, _dash, rest = (stored or "").partition("-")
    month, _dash, day = rest.partition("-")
    return day.lstrip("0"), month.lstrip("0"), year
