"""Hours and dates as agents type them."""

from datetime import date, time

import pytest

from inclusion.desk.rules.typed import read_date, read_hour


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9", time(9)),
        ("9 h", time(9)),
        ("9h30", time(9, 30)),
        ("9\u00a0h\u00a030", time(9, 30)),
        ("09:05", time(9, 5)),
        ("17.45", time(17, 45)),
        ("24 h", time(0)),
        ("0 h", time(0)),
        ("24 h 30", None),
        ("9 h 75", None),
        ("matin", None),
        ("", None),
        ("9 h 5", None),
    ],
)
def test_an_hour_is_read_as_it_is_said(typed, expected):
    assert read_hour(typed) == expected


def test_a_date_is_read_from_three_boxes():
    assert read_date(("24", "11", "2026")) == date(2026, 11, 24)


@pytest.mark.parametrize("parts", [("31", "2", "2026"), ("", "", ""), ("a", "1", "2026")])
def test_what_is_no_date_makes_none(parts):
    assert read_date(parts) is None
