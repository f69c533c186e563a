"""Openings and absences as lines of a spreadsheet: read, with what is wrong, and written (pure).

Hours are those of Paris. A line is refused whole, by its number and the name of its fault; the
words are in `labels`.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Generic, TypeVar

from inclusion.appointments.rules.recurrence import SchoolHolidays

OPENING_COLUMNS = (
    "mediateur",
    "lieu",
    "jour",
    "debut",
    "fin",
    "rythme",
    "vacances",
    "premier_jour",
    "dernier_jour",
)
ABSENCE_COLUMNS = ("mediateur", "debut", "fin", "note")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
NTH = {"1er": 1, "2e": 2, "3e": 3, "4e": 4, "5e": 5, "dernier": -1}
HOLIDAYS = {
    "": SchoolHolidays.ALWAYS,
    "toujours": SchoolHolidays.ALWAYS,
    "hors": SchoolHolidays.OUTSIDE,
    "seulement": SchoolHolidays.ONLY,
}
MOST_LINES = 5_000
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """One rule of an opening, as a line says it. place: its slug; mediator: their identifier."""

    mediator: str
    place: str
    weekday: int
    starts: time
    ends: time
    every_weeks: int
    nth: int | None
    school_holidays: SchoolHolidays
    first_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """One absence, in Paris wall-clock time."""

    mediator: str
    starts: datetime
    ends: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line. number: as a spreadsheet shows it, 1 is the titles."""

    number: int
    code: str


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """The lines of a file, each with its number, and what is wrong with the others."""

    lines: list[tuple[int, T]]
    faults: list[Fault]


class _Wrong(Exception):
    """Why a line is refused."""


def read_openings(text: str) -> Read[OpeningLine]:
    """Read the openings of a file: commas or semicolons, with a line of titles."""
    return _read(text, OPENING_COLUMNS, _opening)


def read_absences(text: str) -> Read[AbsenceLine]:
    """Read the absences of a file."""
    return _read(text, ABSENCE_COLUMNS, _absence)


def written(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a file that a spreadsheet opens: semicolons, and no cell that it would compute."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + sheet.getvalue()


def rhythm_word(*, every_weeks: int, nth: int | None) -> str:
    """Return the word of a rhythm: « 2 », « 1er », « dernier »."""
    if nth is None:
        return str(every_weeks)
    return next(word for word, number in NTH.items() if number == nth)


def holidays_word(said: SchoolHolidays) -> str:
    """Return the word of what school holidays do."""
    return next(word for word, value in HOLIDAYS.items() if word and value is said)


def _read(text: str, columns: Iterable[str], make: Callable[[Mapping[str, str]], T]) -> Read[T]:
    text = "\n".join(text.removeprefix("\ufeff").splitlines())
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    titles = {(name or "").strip().lower() for name in reader.fieldnames or ()}
    if not set(columns) <= titles:
        return Read([], [Fault(1, "columns")])
    lines: list[tuple[int, T]] = []
    faults: list[Fault] = []
    try:
        for row in reader:
            if reader.line_num > MOST_LINES:
                faults.append(Fault(reader.line_num, "too_long"))
                break
            said = {(k or "").strip().lower(): (v or "").strip() for k, v in row.items() if k}
            if not any(said.values()):
                continue
            try:
                lines.append((reader.line_num, make(said)))
            except _Wrong as wrong:
                faults.append(Fault(reader.line_num, str(wrong)))
    except csv.Error:
        faults.append(Fault(reader.line_num, "broken"))
    return Read(lines, faults)


def _opening(said: Mapping[str, str]) -> OpeningLine:
    starts, ends = _hour(said["debut"]), _hour(said["fin"])
    if ends != time(0) and starts >= ends:
        raise _Wrong("hours")
    every_weeks, nth = _rhythm(said["rythme"])
    first_on, until_on = _day(said["premier_jour"]), said["dernier_jour"]
    last = _day(until_on) if until_on else None
    if last is not None and last < first_on:
        raise _Wrong("days")
    return OpeningLine(
        mediator=_needed(said["mediateur"], "mediator").replace(" ", ""),
        place=_needed(said["lieu"], "place"),
        weekday=_weekday(said["jour"]),
        starts=starts,
        ends=ends,
        every_weeks=every_weeks,
        nth=nth,
        school_holidays=_holidays(said["vacances"]),
        first_on=first_on,
        until_on=last,
    )


def _absence(said: Mapping[str, str]) -> AbsenceLine:
    starts, ends = _instant(said["debut"]), _instant(said["fin"])
    if starts >= ends:
        raise _Wrong("hours")
    mediator = _needed(said["mediateur"], "mediator").replace(" ", "")
    return AbsenceLine(mediator, starts, ends, said["note"][:200])


def _needed(text: str, code: str) -> str:
    if not text:
        raise _Wrong(code)
    return text


def _weekday(text: str) -> int:
    if text.lower() not in WEEKDAYS:
        raise _Wrong("weekday")
    return WEEKDAYS.index(text.lower())


def _hour(text: str) -> time:
    spaced = text.lower().replace("h", ":").replace(" ", "")
    try:
        return time.fromisoformat(":".join(f"{part or 0:0>2}" for part in spaced.split(":")[:2]))
    except ValueError:
        raise _Wrong("hour") from None


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a local date
        except ValueError:
            continue
    raise _Wrong("day")


def _instant(text: str) -> datetime:
    day, _space, hour = text.replace("T", " ").partition(" ")
    return datetime.combine(_day(day), _hour(hour) if hour else time(0))


def _rhythm(text: str) -> tuple[int, int | None]:
    word = text.lower() or "1"
    if word in NTH:
        return 1, NTH[word]
    if word.isascii() and word.isdecimal() and 1 <= int(word) <= 52:
        return int(word), None
    raise _Wrong("rhythm")


def _holidays(text: str) -> SchoolHolidays:
    if text.lower() not in HOLIDAYS:
        raise _Wrong("holidays")
    return HOLIDAYS[text.lower()]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell
