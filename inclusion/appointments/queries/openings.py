"""Read openings and absences, as the desk shows them."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.appointments.models import LONGEST, Absence, OfferReason, Opening, OpeningRule
from inclusion.clock import paris_instant, paris_today
from inclusion.errors import NotFound


def rule(session: Session, public_id: str) -> OpeningRule:
    """Return a weekly opening by its reference; raises NotFound."""
    found = session.scalar(
        sa.select(OpeningRule)
        .where(OpeningRule.public_id == public_id)
        .options(joinedload(OpeningRule.place), joinedload(OpeningRule.mediator))
    )
    if found is None:
        raise NotFound("opening_rule")
    return found


def rules_of(session: Session, mediator_id: int, *, at: datetime) -> list[OpeningRule]:
    """Return the weekly openings of a mediator that are not over, by weekday and hour."""
    today = paris_today(at)
    statement = (
        sa.select(OpeningRule)
        .where(
            OpeningRule.mediator_id == mediator_id,
            sa.or_(OpeningRule.until_on.is_(None), OpeningRule.until_on >= today),
        )
        .options(joinedload(OpeningRule.place))
        .order_by(OpeningRule.weekday, OpeningRule.starts, OpeningRule.id)
    )
    return list(session.scalars(statement))


def opening(session: Session, public_id: str) -> Opening:
    """Return a dated opening by its reference; raises NotFound."""
    found = session.scalar(
        sa.select(Opening)
        .where(Opening.public_id == public_id)
        .options(joinedload(Opening.place), joinedload(Opening.stop))
    )
    if found is None:
        raise NotFound("opening")
    return found


def rule_reference(session: Session, opening: Opening) -> str | None:
    """Return the reference of the rule that a dated opening comes from."""
    rule = session.get(OpeningRule, opening.rule_id) if opening.rule_id else None
    return rule.public_id if rule else None


def reasons_of(session: Session, offer_id: int | None) -> list[int]:
    """Return the ids of the reasons of an offer; none when it serves all."""
    statement = sa.select(OfferReason.reason_id).where(OfferReason.offer_id == offer_id)
    return list(session.scalars(statement.order_by(OfferReason.reason_id)))


def openings_between(
    session: Session, *, mediators: Collection[int], first: date, last: date
) -> list[Opening]:
    """Return the dated openings of the local days from `first` to `last`, both included."""
    statement = (
        sa.select(Opening)
        .where(
            Opening.mediator_id.in_(mediators),
            Opening.cancelled_at.is_(None),
            Opening.starts_at >= paris_instant(first, time(0)),
            Opening.starts_at < paris_instant(last + timedelta(days=1), time(0)),
        )
        .options(joinedload(Opening.place))
        .order_by(Opening.starts_at, Opening.mediator_id)
    )
    return list(session.scalars(statement))


def absence(session: Session, public_id: str) -> Absence:
    """Return an absence by its reference; raises NotFound."""
    found = session.scalar(sa.select(Absence).where(Absence.public_id == public_id))
    if found is None:
        raise NotFound("absence")
    return found


def absences_of(session: Session, *, mediators: Collection[int], at: datetime) -> list[Absence]:
    """Return the absences that are not over, soonest first."""
    statement = (
        sa.select(Absence)
        .where(Absence.mediator_id.in_(mediators), Absence.ends_at > at)
        .order_by(Absence.starts_at, Absence.id)
    )
    return list(session.scalars(statement))


def absences_between(
    session: Session, *, mediators: Collection[int], first: date, last: date
) -> list[Absence]:
    """Return the absences that touch the local days from `first` to `last`."""
    statement = (
        sa.select(Absence)
        .where(
            Absence.mediator_id.in_(mediators),
            Absence.starts_at < paris_instant(last + timedelta(days=1), time(0)),
            Absence.ends_at > paris_instant(first, time(0)),
        )
        .order_by(Absence.starts_at, Absence.id)
    )
    return list(session.scalars(statement))


def places_of(session: Session, mediators: Collection[int], *, at: datetime) -> list[int]:
    """Return the places where the mediators receive from now on."""
    statement = (
        sa.select(Opening.place_id)
        .where(Opening.mediator_id.in_(mediators), Opening.starts_at > at - LONGEST)
        .distinct()
        .order_by(Opening.place_id)
    )
    return list(session.scalars(statement))
