"""Write openings and absences: rules stay, their dated occurrences are rows laid out ahead."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments import public_holidays
from inclusion.appointments.models import Absence, Opening, OpeningException, OpeningRule
from inclusion.appointments.rules.recurrence import Occurrence, WeeklyRule, occurrences
from inclusion.appointments.rules.refusals import OutsideHours
from inclusion.audit import service as audit
from inclusion.clock import PARIS, paris_instant, paris_today

AHEAD = timedelta(days=366)
"""How far openings are laid out: a year."""

_DAY = timedelta(days=1)


def lay_out_openings(session: Session, rule: OpeningRule, until: date, *, at: datetime) -> int:
    """Lay out the dated openings of a rule from today to `until`; return how many rows it has.

    Done again, it changes nothing. What the rule no longer says is removed, today's and future
    only: appointments already taken are untouched.
    """
    today = paris_today(at)
    laid = _laid(rule, first=max(today, rule.first_on), last=until)
    wanted = {one.starts_at: one.ends_at for one in laid}
    kept: set[datetime] = set()
    for row in _future_rows(session, rule, today):
        if _still_says(rule, row, wanted):
            kept.add(row.rule_starts_at or row.starts_at)
        else:
            session.delete(row)
    session.flush()
    session.add_all(
        Opening(
            rule_id=rule.id,
            rule_starts_at=starts_at,
            mediator_id=rule.mediator_id,
            starts_at=starts_at,
            ends_at=ends_at,
            **_served(rule, starts_at),
        )
        for starts_at, ends_at in wanted.items()
        if starts_at not in kept
    )
    rule.laid_until_on = until
    session.flush()
    return len(wanted)


def lay_out_all(session: Session, *, at: datetime, ahead: timedelta = AHEAD) -> int:
    """Lay out every living rule `ahead` of today; return how many rows they have."""
    today = paris_today(at)
    living = sa.or_(OpeningRule.until_on.is_(None), OpeningRule.until_on >= today)
    rules = session.scalars(sa.select(OpeningRule).where(living).order_by(OpeningRule.id))
    return sum(lay_out_openings(session, rule, today + ahead, at=at) for rule in rules.all())


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
) -> OpeningRule:
    """Add a weekly opening and lay it out. Raises OutsideHours when it has no length."""
    _check_hours(starts, ends)
    rule = OpeningRule(
        mediator_id=mediator_id,
        place_id=place_id,
        weekday=weekday,
        starts=starts,
        ends=ends,
        first_on=first_on,
        until_on=until_on,
        every_weeks=every_weeks,
    )
    session.add(rule)
    session.flush()
    _lay_out_again(session, rule, at)
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
) -> OpeningRule:
    """Change a weekly opening from today on. Raises OutsideHours when it has no length."""
    _check_hours(starts, ends)
    rule.starts, rule.ends, rule.place_id = starts, ends, place_id
    rule.until_on, rule.every_weeks = until_on, every_weeks
    session.flush()
    _lay_out_again(session, rule, at)
    _record(session, "opening.changed", rule, actor, at)
    return rule


def end_rule(
    session: Session, *, rule: OpeningRule, last_on: date, actor: Actor, at: datetime
) -> OpeningRule:
    """Stop a weekly opening after `last_on`; before its first day, it never happens."""
    rule.until_on = max(last_on, rule.first_on)
    if last_on < rule.first_on:
        _add_exception(rule, rule.first_on)
    session.flush()
    _lay_out_again(session, rule, at)
    _record(session, "opening.ended", rule, actor, at)
    return rule


def except_rule(
    session: Session, *, rule: OpeningRule, on_date: date, actor: Actor, at: datetime
) -> OpeningRule:
    """Leave one day out of a weekly opening."""
    _add_exception(rule, on_date)
    session.flush()
    _lay_out_again(session, rule, at)
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


def _laid(rule: OpeningRule, *, first: date, last: date) -> list[Occurrence]:
    weekly = WeeklyRule(
        weekday=rule.weekday,
        starts=rule.starts,
        ends=rule.ends,
        first_on=rule.first_on,
        until_on=rule.until_on,
        every_weeks=rule.every_weeks,
        exceptions=frozenset(exception.on_date for exception in rule.exceptions),
    )
    return occurrences(
        weekly,
        first=first,
        last=last,
        zone=PARIS,
        holidays=public_holidays.between(first, max(first, last)),
    )


def _future_rows(session: Session, rule: OpeningRule, today: date) -> list[Opening]:
    statement = sa.select(Opening).where(
        Opening.rule_id == rule.id, Opening.rule_starts_at >= paris_instant(today, time(0))
    )
    return list(session.scalars(statement))


def _still_says(rule: OpeningRule, row: Opening, wanted: Mapping[datetime, datetime]) -> bool:
    """Tell whether a row stays: what an agent moved or cancelled does while its day does."""
    ends_at = wanted.get(row.rule_starts_at or row.starts_at)
    if ends_at is None:
        return False
    if row.is_edited or row.cancelled_at is not None:
        return True
    said = _served(rule, row.starts_at)
    return row.ends_at == ends_at and all(getattr(row, key) == said[key] for key in said)


def _served(rule: OpeningRule, starts_at: datetime) -> dict[str, Any]:
    """Return where a dated opening is, what it serves, and from when the public sees it."""
    kept = timedelta(hours=rule.release_hours)
    return {
        "place_id": rule.place_id,
        "stop_id": rule.stop_id,
        "offer_id": rule.offer_id,
        "public_from": starts_at - kept if rule.assisted_only else None,
    }


def _lay_out_again(session: Session, rule: OpeningRule, at: datetime) -> None:
    until = max(rule.laid_until_on or date.min, paris_today(at) + AHEAD)
    lay_out_openings(session, rule, until, at=at)


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
