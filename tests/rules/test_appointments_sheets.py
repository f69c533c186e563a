"""Spreadsheets of openings and absences: what is read, what is refused, what is written."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.appointments.rules.recurrence import SchoolHolidays
from inclusion.appointments.rules.sheets import (
    OPENING_COLUMNS,
    read_absences,
    read_openings,
    written,
)

TITLES = ";".join(OPENING_COLUMNS)
GOOD = "200000005;maison;lundi;09:00;12:30;1;toujours;2026-12-01;"


def faults(*lines, titles=TITLES):
    return [(f.number, f.code) for f in read_openings("\n".join((titles, *lines))).faults]


def test_a_line_is_read_whole():
    read = read_openings(f"{TITLES}\n{GOOD}\n")

    ((number, line),) = read.lines
    assert (number, read.faults) == (2, [])
    assert (line.mediator, line.place, line.weekday) == ("200000005", "maison", 0)
    assert (line.starts, line.ends) == (time(9), time(12, 30))
    assert (line.every_weeks, line.nth) == (1, None)
    assert (line.first_on, line.until_on) == (date(2026, 12, 1), None)


@pytest.mark.parametrize(
    ("typed", "nth"), [("1er", 1), ("dernier", -1), ("Dernier", -1), ("3e", 3)]
)
def test_months_are_said_as_people_say_them(typed, nth):
    ((_number, line),) = read_openings(f"{TITLES}\n{GOOD.replace(';1;', f';{typed};')}").lines

    assert line.nth == nth


def test_commas_a_mark_of_utf8_and_french_dates_are_read():
    text = f"\ufeff{TITLES}\n{GOOD}".replace(";", ",").replace("2026-12-01", "01/12/2026")

    ((_number, line),) = read_openings(text).lines
    assert line.first_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("lundi", "lundredi", "weekday"),
        ("09:00", "9 heures", "hour"),
        ("09:00", "13:00", "hours"),
        ("2026-12-01", "bientôt", "day"),
        ("2026-12-01;", "2026-12-01;2026-11-01", "days"),
        (";1;", ";0;", "rhythm"),
        ("toujours", "parfois", "holidays"),
        ("200000005", "", "mediator"),
        ("maison", "", "place"),
    ],
)
def test_a_wrong_line_is_told_by_its_number(old, new, code):
    assert faults(GOOD, GOOD.replace(old, new, 1)) == [(3, code)]


def test_a_file_of_something_else_is_told_at_once():
    assert faults("a;b", titles="nom;prenom") == [(1, "columns")]


def test_empty_lines_count_for_nothing():
    assert len(read_openings(f"{TITLES}\n\n{GOOD}\n;;;;;;;;\n").lines) == 1


def test_absences_are_days_or_hours():
    text = (
        "mediateur;debut;fin;note\n1;2026-12-24 09:00;2026-12-24 12:00;x\n1;2026-12-25;26/12/2026;"
    )

    first, second = (line for _number, line in read_absences(text).lines)
    assert first.starts == datetime(2026, 12, 24, 9)  # noqa: DTZ001 - wall-clock time
    assert second.ends == datetime(2026, 12, 26)  # noqa: DTZ001 - wall-clock time


@given(st.text(max_size=300))
def test_no_file_breaks_the_reading(text):
    read_openings(f"{TITLES}\n{text}")
    read_absences(text)


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\0"), max_size=20), min_size=1))
def test_no_cell_is_computed_by_a_spreadsheet(cells):
    body = written(["a"], [cells]).split("\r\n", 1)[1]

    assert not body.startswith(("=", "+", "-", "@"))


def test_holidays_are_read():
    text = f"{TITLES}\n{GOOD.replace('toujours', 'hors')}"
    ((_number, line),) = read_openings(text).lines

    assert line.school_holidays is SchoolHolidays.OUTSIDE
