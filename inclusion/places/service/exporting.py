"""Export places as the national schema takes them; the rows that it would refuse go apart."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TextIO

from sqlalchemy.orm import Session

from inclusion.places import standard
from inclusion.places.queries import places as queries

REASON_COLUMNS = ("colonnes_refusees", "raisons")


@dataclass(slots=True)
class Export:
    """Rows that the schema takes, and those that it refuses with why."""

    accepted: list[dict[str, str]] = field(default_factory=list)
    refused: list[tuple[dict[str, str], list[standard.Fault]]] = field(default_factory=list)


def export(session: Session) -> Export:
    """Return every real place as a row; demonstration places stay at home."""
    done = Export()
    real = [place for place in queries.places(session) if not place.is_demonstration]
    for line, place in enumerate(real, start=2):
        row = standard.write_row(place)
        faults = standard.schema_faults(row, line)
        if faults:
            done.refused.append((row, faults))
        else:
            done.accepted.append(row)
    return done


def write_accepted(rows: Iterable[dict[str, str]], stream: TextIO) -> None:
    """Write the rows in the order of the 32 columns."""
    writer = csv.DictWriter(stream, standard.NAMES, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def write_refused(
    refused: Iterable[tuple[dict[str, str], list[standard.Fault]]],
    stream: TextIO,
    *,
    reasons: dict[str, str],
) -> None:
    """Write the other rows, with the columns at fault and the reasons in words.

    A cell that a spreadsheet would run is written behind an apostrophe.
    """
    writer = csv.DictWriter(stream, (*standard.NAMES, *REASON_COLUMNS), lineterminator="\n")
    writer.writeheader()
    for row, faults in refused:
        safe = {k: f"'{v}" if standard.is_formula(v) else v for k, v in row.items()}
        columns = "|".join(fault.column for fault in faults)
        words = "|".join(reasons[fault.reason] for fault in faults)
        writer.writerow({**safe, REASON_COLUMNS[0]: columns, REASON_COLUMNS[1]: words})
