"""Weekly rules laid out: golden nights of the clock changes, and properties."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from inclusion.appointments.rules.recurrence import (
    Occurrence,
    Rule,
    SchoolHolidays,
    days,
    nth_of_month,
    occurrences,
)

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


# ------------------------------------------------------------------ months, school holidays


def monthly(nth, weekday=0, first="2026-01-01", **said):
    return Rule(weekday, time(9), time(12), date.fromisoformat(first), nth=nth, **said)


def on(rule, first, last, **said):
    found = days(rule, first=date.fromisoformat(first), last=date.fromisoformat(last), **said)
    return [str(day) for day in found]


def test_the_second_monday_of_each_month():
    assert on(monthly(2), "2026-01-01", "2026-03-31") == ["2026-01-12", "2026-02-09", "2026-03-09"]


def test_a_month_without_a_fifth_monday_has_none():
    assert on(monthly(5), "2026-01-01", "2026-06-30") == ["2026-03-30", "2026-06-29"]


def test_the_last_friday_of_each_month():
    assert on(monthly(-1, weekday=4), "2026-01-01", "2026-03-31") == [
        "2026-01-30",
        "2026-02-27",
        "2026-03-27",
    ]


def test_the_last_day_of_a_leap_february():
    assert on(monthly(-1, weekday=1), "2028-02-01", "2028-02-29") == ["2028-02-29"]


def test_a_monthly_opening_begins_with_its_first_day_and_ends_with_its_last():
    rule = monthly(2, first="2026-02-10", until_on=date(2026, 4, 13))

    assert on(rule, "2026-01-01", "2026-12-31") == ["2026-03-09", "2026-04-13"]


def test_the_turn_of_the_year_loses_no_month():
    assert on(monthly(1), "2026-12-01", "2027-01-31") == ["2026-12-07", "2027-01-04"]


def test_school_holidays_stop_an_opening_or_are_its_only_time():
    school = {date(2026, 2, 23), date(2026, 3, 2)}
    outside = Rule(0, time(9), time(12), date(2026, 2, 16), school_holidays=SchoolHolidays.OUTSIDE)
    only = Rule(0, time(9), time(12), date(2026, 2, 16), school_holidays=SchoolHolidays.ONLY)

    assert on(outside, "2026-02-16", "2026-03-09", school=school) == ["2026-02-16", "2026-03-09"]
    assert on(only, "2026-02-16", "2026-03-09", school=school) == ["2026-02-23", "2026-03-02"]


@given(
    st.sampled_from([1, 2, 3, 4, 5, -1]),
    st.integers(0, 6),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
def test_the_nth_of_a_month_is_as_counted_by_hand(nth, weekday, day):
    last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    all_days = [last.replace(day=number) for number in range(1, last.day + 1)]
    matching = [one for one in all_days if one.weekday() == weekday]
    index = nth - 1 if nth > 0 else -1
    expected = matching[index] if nth <= len(matching) else None

    assert nth_of_month(day.year, day.month, weekday=weekday, nth=nth) == expected
