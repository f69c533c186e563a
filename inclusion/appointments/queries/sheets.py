"""Openings and absences as a spreadsheet."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.appointments.models import Absence, OpeningRule
from inclusion.appointments.rules.sheets import (
    ABSENCE_COLUMNS,
    OPENING_COLUMNS,
    WEEKDAYS,
    holidays_word,
    rhythm_word,
    written,
)
from inclusion.clock import paris_today, to_paris
from inclusion.places.models import Place


def openings_sheet(session: Session, *, mediators: Collection[int], at: datetime) -> str:
    """Return the openings of mediators that are not over, one a line."""
    living = sa.or_(OpeningRule.until_on.is_(None), OpeningRule.until_on >= paris_today(at))
    statement = (
        sa.select(OpeningRule, Account.identifier, Place.slug)
        .join(Account, Account.id == OpeningRule.mediator_id)
        .join(Place, Place.id == OpeningRule.place_id)
        .where(OpeningRule.mediator_id.in_(mediators), living)
        .order_by(Account.identifier, OpeningRule.weekday, OpeningRule.starts, OpeningRule.id)
    )
    return written(
        OPENING_COLUMNS,
        (_opening(rule, identifier, slug) for rule, identifier, slug in session.execute(statement)),
    )


def absences_sheet(session: Session, *, mediators: Collection[int], at: datetime) -> str:
    """Return the absences of mediators that are not over, one a line."""
    statement = (
        sa.select(Absence, Account.identifier)
        .join(Account, Account.id == Absence.mediator_id)
        .where(Absence.mediator_id.in_(mediators), Absence.ends_at > at)
        .order_by(Account.identifier, Absence.starts_at)
    )
    return written(
        ABSENCE_COLUMNS,
        (
            (identifier, _local(one.starts_at), _local(one.ends_at), one.note)
            for one, identifier in session.execute(statement)
        ),
    )


def _opening(rule: OpeningRule, identifier: str, slug: str) -> tuple[str, ...]:
    return (
        identifier,
        slug,
        WEEKDAYS[rule.weekday],
        rule.starts.isoformat("minutes"),
        rule.ends.isoformat("minutes"),
        rhythm_word(every_weeks=rule.every_weeks, nth=rule.nth),
        holidays_word(rule.school_holidays),
        rule.first_on.isoformat(),
        rule.until_on.isoformat() if rule.until_on else "",
    )


def _local(instant: datetime) -> str:
    return to_paris(instant).strftime("%Y-%m-%d %H:%M")
