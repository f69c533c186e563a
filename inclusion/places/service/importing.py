"""Import the national file: one transaction of the caller, the same file twice changes nothing."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.places.models import Place
from inclusion.places.rules.completeness import unknown
from inclusion.places.rules.hours import parsed
from inclusion.places.service.editing import free_slug
from inclusion.places.service.reading import read
from inclusion.places.standard import COLUMN_OF, Fault, Reading


@dataclass(slots=True)
class ImportReport:
    """What an import did. rows = added + updated + unchanged + refused.

    complete and incomplete count the rows that came in. kept: fields that an agent had corrected
    and the file would have changed. faults: every cell missing or refused.
    """

    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    complete: int = 0
    incomplete: int = 0
    kept: int = 0
    faults: list[Fault] = field(default_factory=list)

    def by_reason(self) -> list[tuple[str, str, int]]:
        """Return (column, reason, how many), the most frequent first."""
        counted = Counter((fault.column, fault.reason) for fault in self.faults)
        return [(column, reason, n) for (column, reason), n in counted.most_common()]


def import_places(
    session: Session, stream: BinaryIO, *, actor: Actor, at: datetime
) -> ImportReport:
    """Bring in every row that can be a place; raises BrokenFile before anything is written."""
    readings = read(stream)
    known = {place.source_id: place for place in session.scalars(sa.select(Place))}
    slugs = {place.slug for place in known.values()}
    report = ImportReport(rows=len(readings))
    for reading in readings:
        report.faults += reading.faults
        if reading.is_refused:
            report.refused += 1
            continue
        place = known.get(reading.fields["source_id"])
        if place is None:
            place = _add(session, reading, slugs, at)
            report.added += 1
        else:
            _update(place, reading, report, at)
        _judge(place, reading, report)
    session.flush()
    audit.record(session, action="place.imported", at=at, actor=actor, detail=_counts(report))
    session.flush()
    return report


def _add(session: Session, reading: Reading, slugs: set[str], at: datetime) -> Place:
    slug = free_slug(reading.fields["name"], reading.fields["commune"], slugs)
    slugs.add(slug)
    place = Place(slug=slug, corrected=[], imported_at=at, **reading.fields)
    session.add(place)
    return place


def _update(place: Place, reading: Reading, report: ImportReport, at: datetime) -> None:
    different = {name for name, value in reading.fields.items() if getattr(place, name) != value}
    kept = different & set(place.corrected)
    report.kept += len(kept)
    changed = different - kept
    if not changed:
        report.unchanged += 1
        return
    for name in changed:
        setattr(place, name, reading.fields[name])
    place.imported_at = at
    report.updated += 1


def _judge(place: Place, reading: Reading, report: ImportReport) -> None:
    """Count the place as complete or not, and say what is still unknown of it."""
    told = {fault.column for fault in reading.faults}
    if reading.fields["hours"] and parsed(reading.fields["hours"]) is None:
        told.add("horaires")
        report.faults.append(
            Fault(reading.line, "horaires", reading.fields["hours"], "hours_not_understood")
        )
    lacking = unknown(place)
    for column in lacking:
        field_name = next(c.field for c in COLUMN_OF.values() if c.name == column)
        if column not in told and not reading.fields[field_name]:
            report.faults.append(Fault(reading.line, column, "", "missing"))
    if lacking or reading.faults:
        report.incomplete += 1
    else:
        report.complete += 1


def _counts(report: ImportReport) -> dict[str, Any]:
    names = ("rows", "added", "updated", "unchanged", "refused", "complete", "incomplete", "kept")
    return {name: getattr(report, name) for name in names}
