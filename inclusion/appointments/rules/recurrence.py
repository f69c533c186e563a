"""Weekly rules in wall-clock time, laid out as dated intervals in UTC (pure).

Holidays, exceptions and the zone are arguments: nothing here knows a calendar or a clock.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum


class Repeat(StrEnum):
    """How an opening comes back: every so many weeks, or on the n-th weekday of each month."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class SchoolHolidays(StrEnum):
    """What the school holidays do to an opening: nothing, stop it, or are its only time."""

    ALWAYS = "always"
    OUTSIDE = "outside"
    ONLY = "only"


_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """An opening that comes back every `every_weeks` weeks on one weekday.

    weekday: 0 is Monday. `ends` at 00:00 is the midnight that closes the day. `until_on` is the
    last possible day. Weeks are counted from the first day of the rule that falls on `weekday`.
    """

    weekday: int
    starts: time
    ends: time
    first_on: date
    until_on: date | None = None
    every_weeks: int = 1
    exceptions: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One dated opening: the half-open interval [starts_at, ends_at) in UTC."""

    starts_at: datetime
    ends_at: datetime


def days(rule: WeeklyRule, *, first: date, last: date) -> Iterator[date]:
    """Yield the days of the rule from `first` to `last`, both included, exceptions left out."""
    day = rule.first_on + (rule.weekday - rule.first_on.weekday()) % 7 * _DAY
    step = rule.every_weeks * _WEEK
    if day < first:
        day += -(-(first - day) // step) * step
    end = last if rule.until_on is None else min(last, rule.until_on)
    while day <= end:
        if day not in rule.exceptions:
            yield day
        day += step


def occurrences(
    rule: WeeklyRule,
    *,
    first: date,
    last: date,
    zone: tzinfo,
    holidays: Collection[date] = (),
) -> list[Occurrence]:
    """Return the dated openings of the rule from `first` to `last`, sorted, none on a holiday.

    A wall-clock hour that occurs twice is the first one, and one that does not exist moves
    forward (PEP 495, fold=0); an opening left without any length by that is dropped.
    """
    laid = []
    for day in days(rule, first=first, last=last):
        if day in holidays:
            continue
        starts_at = _instant(day, rule.starts, zone)
        ends_at = _instant(day + _DAY if rule.ends == _MIDNIGHT else day, rule.ends, zone)
        if starts_at < ends_at:
            laid.append(Occurrence(starts_at, ends_at))
    return laid


def _instant(day: date, wall: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)
