"""Rules in wall-clock time, laid out as dated intervals in UTC (pure).

Holidays, exceptions and the zone are arguments: nothing here knows a calendar or a clock.
"""

from calendar import monthrange
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
class Rule:
    """An opening that comes back on one weekday: every so many weeks, or once a month.

    weekday: 0 is Monday. `ends` at 00:00 is the midnight that closes the day. `until_on` is the
    last possible day. Weeks are counted from the first day of the rule that falls on `weekday`.
    nth: the n-th of that weekday in each month, from 1 to 5, or -1 for the last; a month without a
    fifth has none. None: by weeks.
    """

    weekday: int
    starts: time
    ends: time
    first_on: date
    until_on: date | None = None
    every_weeks: int = 1
    nth: int | None = None
    school_holidays: SchoolHolidays = SchoolHolidays.ALWAYS
    exceptions: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One dated opening: the half-open interval [starts_at, ends_at) in UTC."""

    starts_at: datetime
    ends_at: datetime


def days(rule: Rule, *, first: date, last: date, school: Collection[date] = ()) -> Iterator[date]:
    """Yield the days of the rule from `first` to `last`, both included, exceptions left out.

    school: the days of school holidays.
    """
    end = last if rule.until_on is None else min(last, rule.until_on)
    candidates = _weekly(rule, first, end) if rule.nth is None else _monthly(rule, first, end)
    for day in candidates:
        if day not in rule.exceptions and _suits(rule, is_school_holiday=day in school):
            yield day


def occurrences(
    rule: Rule,
    *,
    first: date,
    last: date,
    zone: tzinfo,
    holidays: Collection[date] = (),
    school: Collection[date] = (),
) -> list[Occurrence]:
    """Return the dated openings of the rule from `first` to `last`, sorted, none on a holiday.

    A wall-clock hour that occurs twice is the first one, and one that does not exist moves
    forward (PEP 495, fold=0); an opening left without any length by that is dropped.
    """
    laid = []
    for day in days(rule, first=first, last=last, school=school):
        if day in holidays:
            continue
        starts_at = _instant(day, rule.starts, zone)
        ends_at = _instant(day + _DAY if rule.ends == _MIDNIGHT else day, rule.ends, zone)
        if starts_at < ends_at:
            laid.append(Occurrence(starts_at, ends_at))
    return laid


def nth_of_month(year: int, month: int, *, weekday: int, nth: int) -> date | None:
    """Return the n-th of a weekday in a month, -1 for the last; None where there is no fifth."""
    last_day = monthrange(year, month)[1]
    if nth == -1:
        end = date(year, month, last_day)
        return end - (end.weekday() - weekday) % 7 * _DAY
    start = date(year, month, 1)
    day = 1 + (weekday - start.weekday()) % 7 + 7 * (nth - 1)
    return date(year, month, day) if day <= last_day else None


def _weekly(rule: Rule, first: date, end: date) -> Iterator[date]:
    day = rule.first_on + (rule.weekday - rule.first_on.weekday()) % 7 * _DAY
    step = rule.every_weeks * _WEEK
    if day < first:
        day += -(-(first - day) // step) * step
    while day <= end:
        yield day
        day += step


def _monthly(rule: Rule, first: date, end: date) -> Iterator[date]:
    start = max(first, rule.first_on)
    year, month = start.year, start.month
    while (year, month) <= (end.year, end.month):
        day = nth_of_month(year, month, weekday=rule.weekday, nth=rule.nth or 1)
        if day is not None and start <= day <= end:
            yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _suits(rule: Rule, *, is_school_holiday: bool) -> bool:
    match rule.school_holidays:
        case SchoolHolidays.OUTSIDE:
            return not is_school_holiday
        case SchoolHolidays.ONLY:
            return is_school_holiday
        case _:
            return True


def _instant(day: date, wall: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)
