"""Dates, hours and numbers as each language says them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from inclusion import wording

NBSP = "\u00a0"
AT = datetime(2026, 3, 3, 13, 30, tzinfo=UTC)


def test_a_french_day_is_said_in_full():
    assert wording.day(date(2026, 3, 3)) == f"mardi 3{NBSP}mars"
    assert wording.day(date(2026, 3, 1)) == f"dimanche 1er{NBSP}mars"


def test_an_instant_is_said_in_paris_time():
    assert wording.hour(AT) == f"14{NBSP}h{NBSP}30"
    assert wording.hour(AT.replace(minute=0)) == f"14{NBSP}h"
    assert wording.day_and_hour(AT) == f"mardi 3{NBSP}mars à 14{NBSP}h{NBSP}30"


def test_the_hour_follows_the_clock_change_of_march():
    before, after = (
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    )

    assert wording.hour(before) == f"1{NBSP}h{NBSP}30"
    assert wording.hour(after) == f"3{NBSP}h{NBSP}30"


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_other_languages_say_day_and_hour_too(locale):
    text = wording.day_and_hour(AT, locale)

    assert "30" in text
    assert "mars" not in text


def test_durations_distances_and_sizes_have_units():
    assert wording.duration(timedelta(minutes=45)) == f"45{NBSP}minutes"
    assert wording.duration(timedelta(hours=1)) == f"1{NBSP}heure"
    assert wording.distance(1.34) == f"1,3{NBSP}km"
    assert wording.distance(0.21) == f"200{NBSP}m"
    assert wording.distance(23.6) == f"24{NBSP}km"
    assert wording.size(2_400_000) == f"2,4{NBSP}Mo"
    assert wording.size(310) == f"1{NBSP}ko"


@pytest.mark.parametrize(
    ("number", "words"),
    [(10, "dix"), (16, "seize"), (21, "vingt et un"), (48, "quarante-huit"), (61, "soixante et un"),
     (69, "soixante-neuf"), (30, "trente")],
)  # fmt: skip
def test_numbers_of_a_code_are_said_in_words(number, words):
    assert wording.french_number(number) == words


def test_a_code_is_said_as_four_numbers():
    assert wording.spoken("48273915") == "quarante-huit, vingt-sept, trente-neuf, quinze"
    assert wording.spoken("48273915", "en") == "48 27 39 15"


@pytest.mark.parametrize(
    ("stored", "said"),
    [("1971-05-14", f"14{NBSP}mai{NBSP}1971"), ("1971-05", f"mai{NBSP}1971"), ("1971", "1971")],
)
def test_a_birth_date_is_said_as_far_as_it_is_known(stored, said):
    assert wording.birth(stored) == said
