"""Opening hours: read, said in words, open or not."""

from datetime import datetime, time

import pytest
from flask import Flask
from flask_babel import Babel

from inclusion.places import labels
from inclusion.places.rules import hours

NB = "\u00a0"


@pytest.fixture
def french():
    app = Flask("words")
    Babel(app, default_locale="fr")
    with app.test_request_context("/"):
        yield


def test_days_in_a_row_with_the_same_hours_are_said_together(french):
    said = labels.hours_lines(
        "Mo-Tu 09:00-12:30,13:30-17:30; We-Fr 09:00-12:00; Sa 10:00-12:00", "fr"
    )

    assert said == [
        f"Lundi et mardi{NB}: de 9{NB}h à 12{NB}h{NB}30 et de 13{NB}h{NB}30 à 17{NB}h{NB}30",
        f"Du mercredi au vendredi{NB}: de 9{NB}h à 12{NB}h",
        f"Samedi{NB}: de 10{NB}h à 12{NB}h",
    ]


@pytest.mark.parametrize(
    "text",
    [
        None, "", "sur rendez-vous", "Mo-Fr", "Mo-Fr 9h-12h", "Xx 09:00-12:00", "Fr-Mo 09:00-12:00",
        "Mo 12:00-09:00", "Mo 25:00-26:00", "Jan-Mar Mo 09:00-12:00", "Mo 09:00+", "Mo off",
        "Mo 09:00-12:00 || Tu", "24/7",
    ],
)  # fmt: skip
def test_what_is_not_understood_stays_unknown(text, french):
    assert labels.hours_lines(text, "fr") == []


def test_a_later_rule_replaces_an_earlier_one():
    week = hours.parsed("Mo-Fr 09:00-17:00; We off")

    assert [bool(day) for day in week] == [True, True, False, True, True, False, False]


def test_a_rule_may_name_days_one_by_one():
    week = hours.parsed("Mo,We,Fr 09:00-12:00")

    assert [bool(day) for day in week] == [True, False, True, False, True, False, False]


def test_midnight_may_close_a_day():
    assert hours.parsed("Mo 20:00-24:00")[0] == ((time(20), time(23, 59)),)


@pytest.mark.parametrize(
    ("hour", "until"), [(8, None), (9, time(12)), (11, time(12)), (12, None), (15, time(17))]
)
def test_it_is_open_from_the_first_minute_to_the_one_before_the_last(hour, until):
    week = hours.parsed("Mo 09:00-12:00,14:00-17:00")

    assert hours.closes_at(week, datetime(2026, 3, 2, hour)) == until  # noqa: DTZ001 - wall time


def test_the_next_opening_is_today_another_day_or_in_a_week():
    week = hours.parsed("Mo 09:00-12:00,14:00-17:00; Th 10:00-12:00")

    assert hours.opens_next(week, datetime(2026, 3, 2, 12, 30)) == (0, time(14))  # noqa: DTZ001
    assert hours.opens_next(week, datetime(2026, 3, 2, 18)) == (3, time(10))  # noqa: DTZ001
    assert hours.opens_next(hours.parsed("Mo 09:00-12:00"), datetime(2026, 3, 2, 18)) == (  # noqa: DTZ001
        7,
        time(9),
    )


def test_nothing_is_said_of_a_public_holiday(french):
    labor_day = datetime(2026, 5, 1, 10)  # noqa: DTZ001 - wall time

    assert labels.open_now("Mo-Fr 09:00-12:00", labor_day, "fr") is None


def test_an_open_place_says_until_when_and_a_closed_one_when_it_opens(french):
    at_ten = datetime(2026, 3, 3, 10)  # noqa: DTZ001 - wall time
    at_night = datetime(2026, 3, 3, 22)  # noqa: DTZ001 - wall time

    now = labels.open_now("Mo-Fr 09:00-12:30", at_ten, "fr")
    later = labels.open_now("Mo-Fr 09:00-12:30", at_night, "fr")

    assert (now.tag, now.detail) == ("Ouvert", f"Jusqu’à 12{NB}h{NB}30")
    assert (later.tag, later.detail) == ("Fermé", f"Ouvre demain à 9{NB}h")
