"""Weekly rules laid out: golden nights of the clock changes, and properties."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from inclusion.appointments.rules.recurrence import Occurrence, Rule, days, occurrences

PARIS = ZoneInfo("Europe/Paris")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def laid(rule, first, last, holidays=()):
    return [
        (o.starts_at, o.ends_at)
        for o in occurrences(
            rule,
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
            zone=PARIS,
            holidays=[date.fromisoformat(day) for day in holidays],
        )
    ]


def test_wall_clock_hours_stay_when_the_clocks_change():
    rule = Rule(0, time(9), time(12), date(2027, 3, 1))

    assert laid(rule, "2027-03-22", "2027-04-04", ["2027-03-29"]) == [
        (utc("2027-03-22T08:00"), utc("2027-03-22T11:00")),
    ]
    assert laid(rule, "2027-03-22", "2027-03-31") == [
        (utc("2027-03-22T08:00"), utc("2027-03-22T11:00")),
        (utc("2027-03-29T07:00"), utc("2027-03-29T10:00")),
    ]


def test_spring_night_is_one_hour_shorter():
    rule = Rule(6, time(1), time(4), date(2027, 3, 28))

    assert laid(rule, "2027-03-28", "2027-03-28") == [
        (utc("2027-03-28T00:00"), utc("2027-03-28T02:00")),
    ]


def test_an_hour_that_does_not_exist_moves_forward():
    rule = Rule(6, time(2, 30), time(4), date(2027, 3, 28))

    assert laid(rule, "2027-03-28", "2027-03-28") == [
        (utc("2027-03-28T01:30"), utc("2027-03-28T02:00")),
    ]


def test_an_opening_swallowed_by_the_missing_hour_is_dropped():
    rule = Rule(6, time(2, 30), time(3), date(2027, 3, 28))

    assert laid(rule, "2027-03-28", "2027-03-28") == []


def test_autumn_night_is_one_hour_longer():
    rule = Rule(6, time(1), time(4), date(2027, 10, 31))

    assert laid(rule, "2027-10-31", "2027-10-31") == [
        (utc("2027-10-30T23:00"), utc("2027-10-31T03:00")),
    ]


def test_an_hour_that_occurs_twice_is_the_first_one():
    rule = Rule(6, time(2, 30), time(4), date(2027, 10, 31))

    assert laid(rule, "2027-10-31", "2027-10-31")[0][0] == utc("2027-10-31T00:30")


def test_midnight_closes_the_day_even_when_it_has_25_hours():
    rule = Rule(6, time(0), time(0), date(2027, 10, 31))

    starts_at, ends_at = laid(rule, "2027-10-31", "2027-10-31")[0]

    assert ends_at - starts_at == timedelta(hours=25)


def test_every_second_week_counts_from_the_first_day_of_the_rule():
    rule = Rule(2, time(9), time(12), date(2026, 12, 1), every_weeks=2)

    found = list(days(rule, first=date(2026, 12, 3), last=date(2027, 1, 15)))

    assert found == [date(2026, 12, 16), date(2026, 12, 30), date(2027, 1, 13)]


def test_the_rule_ends_on_its_last_day_and_skips_its_exceptions():
    rule = Rule(
        3,
        time(9),
        time(12),
        date(2028, 2, 10),
        until_on=date(2028, 3, 9),
        exceptions=frozenset({date(2028, 2, 24)}),
    )

    found = list(days(rule, first=date(2028, 1, 1), last=date(2028, 12, 31)))

    assert found == [date(2028, 2, 10), date(2028, 2, 17), date(2028, 3, 2), date(2028, 3, 9)]


def test_a_leap_day_is_a_day():
    rule = Rule(1, time(9), time(12), date(2028, 2, 29))

    assert next(days(rule, first=date(2028, 2, 29), last=date(2028, 2, 29))) == date(2028, 2, 29)


dates = st.dates(date(2026, 1, 1), date(2030, 12, 31))
rules = st.builds(
    Rule,
    weekday=st.integers(0, 6),
    starts=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    ends=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    first_on=dates,
    until_on=st.none() | dates,
    every_weeks=st.integers(1, 4),
    exceptions=st.frozensets(dates, max_size=4),
)


@given(rules, dates, st.integers(0, 120))
def test_days_are_those_that_a_plain_calendar_finds(rule, first, length):
    last = first + timedelta(days=length)
    anchor = rule.first_on
    while anchor.weekday() != rule.weekday:
        anchor += timedelta(days=1)

    expected = [
        day
        for day in (first + timedelta(days=n) for n in range(length + 1))
        if day >= anchor
        and (day - anchor).days % (7 * rule.every_weeks) == 0
        and (rule.until_on is None or day <= rule.until_on)
        and day not in rule.exceptions
    ]

    assert list(days(rule, first=first, last=last)) == expected


@given(rules, dates)
def test_two_spans_laid_one_after_the_other_are_the_span_laid_at_once(rule, first):
    middle, last = first + timedelta(days=40), first + timedelta(days=90)

    def lay(a, b):
        return occurrences(rule, first=a, last=b, zone=PARIS)

    assert lay(first, middle) + lay(middle + timedelta(days=1), last) == lay(first, last)


@given(rules, dates)
def test_occurrences_are_sorted_and_have_a_length(rule, first):
    found = occurrences(rule, first=first, last=first + timedelta(days=60), zone=PARIS)

    assert found == sorted(found, key=lambda o: o.starts_at)
    assert all(o.starts_at < o.ends_at for o in found)
    assert all(isinstance(o, Occurrence) for o in found)
