"""Rules of states: thirty days, tutelle, postcodes, dates."""

from datetime import UTC, date, datetime, timedelta

import pytest

from inclusion.states.rules import (
    GuardianshipKind,
    is_postcode,
    may_change_contact,
    may_undo,
    read_day,
)

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def test_a_merge_is_taken_back_until_the_thirtieth_day():
    assert may_undo(AT, AT + timedelta(days=30))
    assert not may_undo(AT, AT + timedelta(days=30, seconds=1))


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        (None, True),
        (GuardianshipKind.TUTELLE, False),
        (GuardianshipKind.CURATELLE, True),
        (GuardianshipKind.HABILITATION, True),
    ],
)
def test_only_tutelle_takes_the_contact_away(kind, may):
    assert may_change_contact(kind) is may


@pytest.mark.parametrize("text", ["78200", "92000", "01000", "97400", "20000"])
def test_french_postcodes_are_known(text):
    assert is_postcode(text)


@pytest.mark.parametrize("text", ["", "7820", "782000", "00100", "99100", "7820a", "٧٨٢٠٠"])
def test_what_is_no_postcode_is_refused(text):
    assert not is_postcode(text)


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        (("1", "3", "2026"), date(2026, 3, 1)),
        (("31", "2", "2026"), None),
        (("", "3", "2026"), None),
        (("x", "3", "2026"), None),
        (("1", "3", "99999"), None),
    ],
)
def test_a_day_is_read_or_refused(parts, day):
    assert read_day(*parts) == day
