"""Bring openings and absences in from a spreadsheet: all of it, or nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments.models import Absence, OpeningRule
from inclusion.appointments.rules.refusals import OutsideHours
from inclusion.appointments.rules.sheets import (
    AbsenceLine,
    Fault,
    OpeningLine,
    read_absences,
    read_openings,
)
from inclusion.appointments.service import openings
from inclusion.appointments.service.openings import Rhythm
from inclusion.clock import paris_instant
from inclusion.places.models import Place


@dataclass(frozen=True, slots=True)
class Brought:
    """How many lines were added, how many were there already, and what is wrong."""

    added: int
    known: int
    faults: list[Fault]


class BadLines(Exception):
    """Some lines are wrong, so nothing was brought in."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep what is wrong, by line."""
        super().__init__(f"{len(faults)} lines")
        self.faults = faults


def bring_openings(
    session: Session, text: str, *, mediators: Collection[int], actor: Actor, at: datetime
) -> Brought:
    """Add the openings of a file; the same file again adds nothing.

    mediators: those whose openings the actor may write. Raises BadLines; nothing is then kept that
    the caller does not roll back.
    """
    read = read_openings(text)
    faults, added, known = list(read.faults), 0, 0
    people, places = _people(session, mediators), _places(session)
    for number, line in read.lines:
        mediator_id, place_id = people.get(line.mediator), places.get(line.place)
        if mediator_id is None or place_id is None:
            faults.append(Fault(number, "mediator" if mediator_id is None else "place"))
        elif _opening_is_known(session, line, mediator_id, place_id):
            known += 1
        else:
            try:
                openings.add_rule(
                    session,
                    mediator_id=mediator_id,
                    place_id=place_id,
                    actor=actor,
                    at=at,
                    **_said(line),
                )
                added += 1
            except OutsideHours:
                faults.append(Fault(number, "hours"))
    if faults:
        raise BadLines(faults)
    return Brought(added, known, [])


def bring_absences(
    session: Session, text: str, *, mediators: Collection[int], actor: Actor, at: datetime
) -> Brought:
    """Add the absences of a file; the same file again adds nothing. Raises BadLines."""
    read = read_absences(text)
    faults, added, known = list(read.faults), 0, 0
    people = _people(session, mediators)
    for number, line in read.lines:
        mediator_id = people.get(line.mediator)
        if mediator_id is None:
            faults.append(Fault(number, "mediator"))
            continue
        starts_at, ends_at = _instants(line)
        if _absence_is_known(session, mediator_id, starts_at, ends_at):
            known += 1
            continue
        openings.add_absence(
            session,
            mediator_id=mediator_id,
            starts_at=starts_at,
            ends_at=ends_at,
            note=line.note,
            actor=actor,
            at=at,
        )
        added += 1
    if faults:
        raise BadLines(faults)
    return Brought(added, known, [])


def _people(session: Session, mediators: Collection[int]) -> dict[str, int]:
    statement = sa.select(Account.identifier, Account.id).where(Account.id.in_(mediators))
    return {row.identifier: row.id for row in session.execute(statement)}


def _places(session: Session) -> dict[str, int]:
    return {row.slug: row.id for row in session.execute(sa.select(Place.slug, Place.id))}


def _opening_is_known(session: Session, line: OpeningLine, mediator_id: int, place_id: int) -> bool:
    same = sa.select(OpeningRule.id).where(
        OpeningRule.mediator_id == mediator_id,
        OpeningRule.place_id == place_id,
        OpeningRule.weekday == line.weekday,
        OpeningRule.starts == line.starts,
        OpeningRule.ends == line.ends,
        OpeningRule.first_on == line.first_on,
        OpeningRule.every_weeks == line.every_weeks,
        OpeningRule.nth.is_(None) if line.nth is None else OpeningRule.nth == line.nth,
    )
    return session.scalar(same.limit(1)) is not None


def _said(line: OpeningLine) -> dict[str, Any]:
    return {
        "weekday": line.weekday,
        "starts": line.starts,
        "ends": line.ends,
        "first_on": line.first_on,
        "until_on": line.until_on,
        "rhythm": Rhythm(
            every_weeks=line.every_weeks, nth=line.nth, school_holidays=line.school_holidays
        ),
    }


def _instants(line: AbsenceLine) -> tuple[datetime, datetime]:
    return (
        paris_instant(line.starts.date(), line.starts.time()),
        paris_instant(line.ends.date(), line.ends.time()),
    )


def _absence_is_known(
    session: Session, mediator_id: int, starts_at: datetime, ends_at: datetime
) -> bool:
    same = sa.select(Absence.id).where(
        Absence.mediator_id == mediator_id,
        Absence.starts_at == starts_at,
        Absence.ends_at == ends_at,
    )
    return session.scalar(same.limit(1)) is not None
