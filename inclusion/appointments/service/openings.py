"""Write the rules of openings, and absences; `laying` makes dated rows of the rules."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from inclusion.actors import Actor
from inclusion.appointments import public_holidays
from inclusion.appointments.models import Absence, Opening, OpeningException, OpeningRule
from inclusion.appointments.rules.recurrence import (
    Repeat,
    SchoolHolidays,
)
from inclusion.appointments.rules.refusals import OpeningsOverlap, OutsideHours
from inclusion.appointments.service.laying import lay_out_again
from inclusion.appointments.service.offers import offer_of
from inclusion.audit import service as audit
from inclusion.clock import paris_instant

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How an opening comes back, and what it serves, beside its hours and its place.

    nth: once a month, on the n-th of its weekday. reasons: their ids, none for all. release_hours:
    kept for assisted bookings until so many hours before; None for everybody's.
    """

    every_weeks: int = 1
    nth: int | None = None
    school_holidays: SchoolHolidays = SchoolHolidays.ALWAYS
    reasons: frozenset[int] = frozenset()
    release_hours: int | None = None
    stop_id: int | None = None


def add_rule(
    session: Session,
    *,
    mediator_id: int,
    place_id: int,
    weekday: int,
    starts: time,
    ends: time,
    first_on: date,
    actor: Actor,
    at: datetime,
    until_on: date | None = None,
    every_weeks: int = 1,
    rhythm: Rhythm | None = None,
    is_seen: bool = True,
) -> OpeningRule:
    """Add an opening that comes back and lay it out.

    is_seen: the agent accepts that it overlaps another one of theirs. Raises OutsideHours when it
    has no length, OpeningsOverlap.
    """
    _check_hours(starts, ends)
    rule = OpeningRule(
        mediator_id=mediator_id,
        place_id=place_id,
        weekday=weekday,
        starts=starts,
        ends=ends,
        first_on=first_on,
        until_on=until_on,
        **_rhythmic(session, rhythm or Rhythm(every_weeks=every_weeks)),
    )
    session.add(rule)
    session.flush()
    lay_out_again(session, rule, at=at)
    _refuse_overlap(session, rule, is_seen=is_seen)
    _record(session, "opening.added", rule, actor, at)
    return rule


def change_rule(
    session: Session,
    *,
    rule: OpeningRule,
    starts: time,
    ends: time,
    place_id: int,
    actor: Actor,
    at: datetime,
    until_on: date | None = None,
    every_weeks: int = 1,
    rhythm: Rhythm | None = None,
    is_seen: bool = True,
) -> OpeningRule:
    """Change an opening from today on. Raises OutsideHours, OpeningsOverlap."""
    _check_hours(starts, ends)
    rule.starts, rule.ends, rule.place_id, rule.until_on = starts, ends, place_id, until_on
    for name, value in _rhythmic(session, rhythm or Rhythm(every_weeks=every_weeks)).items():
        setattr(rule, name, value)
    session.flush()
    lay_out_again(session, rule, at=at)
    _refuse_overlap(session, rule, is_seen=is_seen)
    _record(session, "opening.changed", rule, actor, at)
    return rule


def _rhythmic(session: Session, rhythm: Rhythm) -> dict[str, Any]:
    return {
        "repeats": Repeat.WEEKLY if rhythm.nth is None else Repeat.MONTHLY,
        "every_weeks": rhythm.every_weeks,
        "nth": rhythm.nth,
        "school_holidays": rhythm.school_holidays,
        "offer_id": offer_of(session, rhythm.reasons).id if rhythm.reasons else None,
        "assisted_only": rhythm.release_hours is not None,
        "release_hours": rhythm.release_hours or 0,
        "stop_id": rhythm.stop_id,
    }


def _refuse_overlap(session: Session, rule: OpeningRule, *, is_seen: bool) -> None:
    """Refuse two openings of one mediator at once, unless the agent says that it is meant."""
    if is_seen:
        return
    other = aliased(Opening)
    overlapping = sa.select(Opening.id).where(
        Opening.rule_id == rule.id,
        sa.exists().where(
            other.mediator_id == rule.mediator_id,
            other.id != Opening.id,
            other.cancelled_at.is_(None),
            other.starts_at < Opening.ends_at,
            other.ends_at > Opening.starts_at,
        ),
    )
    if session.scalar(overlapping.limit(1)) is not None:
        raise OpeningsOverlap("openings_overlap", field="seen")


def end_rule(
    session: Session, *, rule: OpeningRule, last_on: date, actor: Actor, at: datetime
) -> OpeningRule:
    """Stop a weekly opening after `last_on`; before its first day, it never happens."""
    rule.until_on = max(last_on, rule.first_on)
    if last_on < rule.first_on:
        _add_exception(rule, rule.first_on)
    session.flush()
    lay_out_again(session, rule, at=at)
    _record(session, "opening.ended", rule, actor, at)
    return rule


def except_rule(
    session: Session, *, rule: OpeningRule, on_date: date, actor: Actor, at: datetime
) -> OpeningRule:
    """Leave one day out of a weekly opening."""
    _add_exception(rule, on_date)
    session.flush()
    lay_out_again(session, rule, at=at)
    _record(session, "opening.excepted", rule, actor, at)
    return rule


def add_opening(
    session: Session,
    *,
    mediator_id: int,
    place_id: int,
    on: date,
    starts: time,
    ends: time,
    actor: Actor,
    at: datetime,
) -> Opening:
    """Add an opening of one day. Raises OutsideHours on a public holiday or without length."""
    _check_hours(starts, ends)
    starts_at, ends_at = paris_instant(on, starts), _closing(on, ends)
    if starts_at >= ends_at or public_holidays.is_holiday(on):
        raise OutsideHours("holiday" if starts_at < ends_at else "hours", field="on")
    opening = Opening(
        mediator_id=mediator_id, place_id=place_id, starts_at=starts_at, ends_at=ends_at
    )
    session.add(opening)
    session.flush()
    audit.record(
        session,
        action="opening.added_once",
        at=at,
        actor=actor,
        object_kind="opening",
        object_id=opening.id,
    )
    return opening


def add_absence(
    session: Session,
    *,
    mediator_id: int,
    starts_at: datetime,
    ends_at: datetime,
    actor: Actor,
    at: datetime,
    note: str = "",
) -> Absence:
    """Add a time when a mediator receives nobody. Raises OutsideHours when it has no length.

    Appointments already taken stay: `queries.agenda.appointments_hit` lists them.
    """
    if starts_at >= ends_at:
        raise OutsideHours("absence", field="ends_at")
    absence = Absence(
        mediator_id=mediator_id,
        starts_at=_whole_minute(starts_at),
        ends_at=_whole_minute(ends_at),
        note=note[:200],
        created_at=at,
    )
    session.add(absence)
    session.flush()
    _record_absence(session, "absence.added", absence, actor, at)
    return absence


def remove_absence(session: Session, *, absence: Absence, actor: Actor, at: datetime) -> None:
    """Take an absence back: its hours may be booked again."""
    _record_absence(session, "absence.removed", absence, actor, at)
    session.delete(absence)
    session.flush()


def _add_exception(rule: OpeningRule, on_date: date) -> None:
    if all(exception.on_date != on_date for exception in rule.exceptions):
        rule.exceptions.append(OpeningException(on_date=on_date))


def _check_hours(starts: time, ends: time) -> None:
    if ends != time(0) and starts >= ends:
        raise OutsideHours("hours", field="ends")


def _closing(on: date, ends: time) -> datetime:
    return paris_instant(on + _DAY if ends == time(0) else on, ends)


def _whole_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def _record(session: Session, action: str, rule: OpeningRule, actor: Actor, at: datetime) -> None:
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        object_kind="opening_rule",
        object_id=rule.id,
        detail={"mediator": rule.mediator_id, "place": rule.place_id},
    )


def _record_absence(
    session: Session, action: str, absence: Absence, actor: Actor, at: datetime
) -> None:
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        object_kind="absence",
        object_id=absence.id,
        detail={"mediator": absence.mediator_id},
    )
