"""Open a file of the national schema, and refuse the whole of it when it is broken.

Nothing here touches the database: a broken file is known before anything is written.
"""

import codecs
import csv
from collections.abc import Iterator
from typing import BinaryIO

from inclusion.errors import Invalid
from inclusion.places import standard

LONGEST_LINE_BYTES = 200_000
MOST_ROWS = 50_000
_BOM = codecs.BOM_UTF8.decode()


class BrokenFile(Invalid):
    """The file as a whole cannot be read: `code` says why, `line` and `detail` where."""

    def __init__(self, code: str, *, line: int | None = None, detail: str = "") -> None:
        """Keep what is wrong, on which line, and the words to show."""
        super().__init__(code)
        self.line = line
        self.detail = detail


def read(stream: BinaryIO) -> list[standard.Reading]:
    """Return the rows of a file, each judged; raises BrokenFile."""
    rows = csv.reader(_lines(stream), strict=True)
    try:
        header = next(rows, [])
        places = _positions(header)
        return _judged(rows, places, len(header))
    except csv.Error as error:
        raise BrokenFile("not_csv", line=rows.line_num, detail=str(error)) from None


def _lines(stream: BinaryIO) -> Iterator[str]:
    number = 0
    while line := stream.readline(LONGEST_LINE_BYTES + 1):
        number += 1
        if len(line) > LONGEST_LINE_BYTES:
            raise BrokenFile("endless_line", line=number)
        if b"\0" in line:
            raise BrokenFile("not_text", line=number)
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            raise BrokenFile("not_utf8", line=number) from None
        yield text.removeprefix(_BOM) if number == 1 else text


def _positions(header: list[str]) -> dict[str, int]:
    names = [name.strip() for name in header]
    if not any(names):
        raise BrokenFile("empty", line=1)
    missing = [name for name in standard.NAMES if name not in names]
    if missing:
        kind = "other_separator" if len(names) == 1 and ";" in names[0] else "missing_columns"
        raise BrokenFile(kind, line=1, detail=", ".join(missing))
    doubled = [name for name in standard.NAMES if names.count(name) > 1]
    if doubled:
        raise BrokenFile("doubled_columns", line=1, detail=", ".join(doubled))
    return {name: names.index(name) for name in standard.NAMES}


def _judged(
    rows: Iterator[list[str]], places: dict[str, int], width: int
) -> list[standard.Reading]:
    readings: list[standard.Reading] = []
    first_line: dict[str, int] = {}
    line = 2
    for cells in rows:
        starts, line = line, rows.line_num + 1  # type: ignore[attr-defined]  # of csv.reader
        if not cells:
            continue
        if len(readings) >= MOST_ROWS:
            raise BrokenFile("too_many_rows", line=starts)
        if len(cells) != width:
            fault = standard.Fault(starts, "", str(len(cells)), "wrong_width")
            readings.append(standard.Reading(starts, {}, (fault,), is_refused=True))
            continue
        row = {name: cells[index] for name, index in places.items()}
        _refuse_formulas(row, starts)
        readings.append(_once(standard.read_row(row, starts), first_line))
    return readings


def _refuse_formulas(row: dict[str, str], line: int) -> None:
    for name, cell in row.items():
        if standard.is_formula(cell):
            raise BrokenFile("formula", line=line, detail=f"{name} : {cell[:40]}")


def _once(reading: standard.Reading, first_line: dict[str, int]) -> standard.Reading:
    """Refuse a second row of the same id."""
    key = reading.fields["source_id"]
    if key is None or first_line.setdefault(key, reading.line) == reading.line:
        return reading
    fault = standard.Fault(reading.line, "id", key, "doubled")
    return standard.Reading(reading.line, reading.fields, (fault,), is_refused=True)
