"""Lay rules out as dated rows, a year ahead: nightly, and whenever one changes."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.appointments import public_holidays, school_holidays
from inclusion.appointments.models import Opening, OpeningRule
from inclusion.appointments.rules.recurrence import Occurrence, Rule, occurrences
from inclusion.clock import PARIS, paris_instant, paris_today

AHEAD = timedelta(days=366)
"""How far openings are laid out: a year."""


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


def lay_out_again(session: Session, rule: OpeningRule, *, at: datetime) -> None:
    """Lay a rule out anew, as far as it already was or a year ahead."""
    until = max(rule.laid_until_on or date.min, paris_today(at) + AHEAD)
    lay_out_openings(session, rule, until, at=at)


def _laid(rule: OpeningRule, *, first: date, last: date) -> list[Occurrence]:
    recurring = Rule(
        weekday=rule.weekday,
        starts=rule.starts,
        ends=rule.ends,
        first_on=rule.first_on,
        until_on=rule.until_on,
        every_weeks=rule.every_weeks,
        nth=rule.nth,
        school_holidays=rule.school_holidays,
        exceptions=frozenset(exception.on_date for exception in rule.exceptions),
    )
    return occurrences(
        recurring,
        first=first,
        last=last,
        zone=PARIS,
        holidays=public_holidays.between(first, max(first, last)),
        school=school_holidays.between(first, max(first, last)),
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
