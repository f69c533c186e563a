"""Dates, hours, durations and numbers as each language says them, in Paris time."""

from datetime import date, datetime, timedelta
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_decimal

from inclusion.clock import to_paris
from inclusion.tokens import group_code

NBSP = "\u00a0"
NARROW = "\u202f"


def day(value: date | datetime, locale: str = "fr", *, year: bool = False) -> str:
    """Return « mardi 3 mars », with the year if asked."""
    local = to_paris(value).date() if isinstance(value, datetime) else value
    if locale == "fr":
        number = "1er" if local.day == 1 else str(local.day)
        pattern = f"EEEE '{number}'{NBSP}MMMM" + (f"{NBSP}y" if year else "")
    else:
        pattern = {"en": "EEEE d MMMM", "ar": "EEEE d MMMM"}[locale] + (" y" if year else "")
    return format_date(local, pattern, locale=locale)


def hour(value: datetime, locale: str = "fr") -> str:
    """Return « 14 h 30 » or « 9 h » in French, the usual short time elsewhere."""
    local = to_paris(value)
    if locale == "fr":
        minutes = f"{NBSP}{local.minute:02d}" if local.minute else ""
        return f"{local.hour}{NBSP}h{minutes}"
    return format_time(local.time(), "short", locale=locale).replace(NARROW, NBSP)


def day_and_hour(value: datetime, locale: str = "fr") -> str:
    """Return « mardi 3 mars à 14 h 30 »."""
    joined = {"fr": "{day} à {hour}", "en": "{day} at {hour}", "ar": "{day}، الساعة {hour}"}
    return joined[locale].format(day=day(value, locale), hour=hour(value, locale))


def capital(text: str) -> str:
    """Return the text with its first letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


def duration(value: timedelta, locale: str = "fr") -> str:
    """Return « 45 minutes », « 1 heure »."""
    minutes = round(value.total_seconds() / 60)
    unit = timedelta(hours=minutes // 60) if minutes % 60 == 0 else timedelta(minutes=minutes)
    granularity: Literal["hour", "minute"] = "hour" if minutes % 60 == 0 else "minute"
    text = format_timedelta(unit, granularity=granularity, threshold=100, locale=locale)
    return text.replace(" ", NBSP, 1)


def distance(kilometres: float, locale: str = "fr") -> str:
    """Return « 1,3 km », or « 400 m » under one kilometre."""
    if kilometres < 0.95:
        return f"{max(round(kilometres * 10), 1) * 100}{NBSP}{_unit('m', locale)}"
    pattern = "#,##0.#" if kilometres < 10 else "#,##0"
    number = format_decimal(kilometres, pattern, locale=locale)
    return f"{number}{NBSP}{_unit('km', locale)}"


def _unit(unit: str, locale: str) -> str:
    return {"km": "كم", "m": "م"}[unit] if locale == "ar" else unit


def size(size_bytes: int, locale: str = "fr") -> str:
    """Return « 2,4 Mo », « 310 ko » (1 kB = 1,000 bytes)."""
    units = {"fr": ("ko", "Mo"), "ar": ("ك.ب", "م.ب")}.get(locale, ("kB", "MB"))
    if size_bytes < 1_000_000:
        return f"{max(round(size_bytes / 1_000), 1)}{NBSP}{units[0]}"
    return f"{format_decimal(size_bytes / 1e6, '#,##0.#', locale=locale)}{NBSP}{units[1]}"


_TENS = {1: "dix", 2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
_UNITS = ("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
_TEENS = (
    "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
    "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip


def french_number(value: int) -> str:
    """Return a number from 10 to 69 in French words."""
    tens, units = divmod(value, 10)
    if tens == 1:
        return _TEENS[units]
    if units == 1:
        return f"{_TENS[tens]} et un"
    return _TENS[tens] + (f"-{_UNITS[units]}" if units else "")


def spoken(code: str, locale: str = "fr") -> str:
    """Return how to say a code of eight digits: four numbers, in words in French."""
    if locale != "fr":
        return group_code(code)
    return ", ".join(french_number(int(code[i : i + 2])) for i in range(0, len(code), 2))


def birth(value: str, locale: str = "fr") -> str:
    """Return « 14 mai 1971 », « mai 1971 » or « 1971 » from a stored birth date."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 1:
        return value
    whole = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    pattern = "d MMMM y" if len(parts) == 3 else "MMMM y"
    text = format_date(whole, pattern, locale=Locale.parse(locale))
    return text.replace(" ", NBSP)
