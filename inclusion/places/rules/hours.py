"""Opening hours in the OpenStreetMap notation, as far as the national files use it (pure).

Source: wiki.openstreetmap.org/wiki/Key:opening_hours; weekly hours only. What this does not
understand stays unknown, and is never guessed.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_RULE = re.compile(r"^(?P<days>[A-Za-z,\- ]+?)\s+(?P<times>off|closed|[\d:,\- ]+)$")
_SPAN = re.compile(r"^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$")

Span = tuple[time, time]
Week = tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Days in a row (0 is Monday) that have the same hours."""

    first: int
    last: int
    spans: tuple[Span, ...]


def parsed(text: str) -> Week | None:
    """Return the spans of the seven days from Monday, None when `text` is not understood."""
    week: list[tuple[Span, ...]] = [()] * 7
    rules = [rule.strip() for rule in text.split(";") if rule.strip()]
    for rule in rules:
        found = _RULE.match(rule)
        days = _days(found["days"]) if found else None
        spans = _spans(found["times"]) if found else None
        if days is None or spans is None:
            return None
        for day in days:
            week[day] = spans
    return tuple(week) if any(week) else None


def lines(week: Week) -> list[Line]:
    """Return the open days, those in a row with the same hours together."""
    found: list[Line] = []
    for day, spans in enumerate(week):
        if not spans:
            continue
        before = found[-1] if found else None
        if before and before.last == day - 1 and before.spans == spans:
            found[-1] = Line(before.first, day, spans)
        else:
            found.append(Line(day, day, spans))
    return found


def closes_at(week: Week, local: datetime) -> time | None:
    """Return until when it is open at a local instant, None when it is closed."""
    for start, end in week[local.weekday()]:
        if start <= local.time() < end:
            return end
    return None


def opens_next(week: Week, local: datetime) -> tuple[int, time] | None:
    """Return in how many days and at what time it next opens, None when it never does."""
    for ahead in range(8):
        for start, _end in week[(local.weekday() + ahead) % 7]:
            if ahead or start > local.time():
                return ahead, start
    return None


def _days(text: str) -> list[int] | None:
    days: list[int] = []
    for part in text.replace(" ", "").split(","):
        first, _dash, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            return None
        start, end = DAYS.index(first), DAYS.index(last or first)
        if end < start:
            return None
        days += range(start, end + 1)
    return days


def _spans(text: str) -> tuple[Span, ...] | None:
    if text in ("off", "closed"):
        return ()
    spans = [_span(part.strip()) for part in text.split(",")]
    known = [span for span in spans if span is not None]
    return tuple(known) if len(known) == len(spans) else None


def _span(text: str) -> Span | None:
    found = _SPAN.match(text)
    if found is None:
        return None
    h1, m1, h2, m2 = (int(part) for part in found.groups())
    try:
        start, end = time(h1, m1), time(23, 59) if (h2, m2) == (24, 0) else time(h2, m2)
    except ValueError:
        return None
    return (start, end) if start < end else None
