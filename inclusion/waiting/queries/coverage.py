"""Needs that nothing met in a month, and how long people wait today."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.appointments.models import Reason
from inclusion.appointments.queries import reasons, slots
from inclusion.appointments.rules.booking import Origin
from inclusion.clock import paris_today
from inclusion.places import catalogue
from inclusion.places.models import Place
from inclusion.waiting.models import UnmetNeed, WaitingEntry
from inclusion.waiting.rules.entries import ACTIVE


@dataclass(frozen=True, slots=True)
class Unmet:
    """How often a need found nothing near a commune, alone on the site and with an agent."""

    reason: Reason
    commune: str
    alone: int
    assisted: int


@dataclass(frozen=True, slots=True)
class Wait:
    """How many wait for a need, and after how many days the places have their first hour.

    days: the median of the places that have one, None when none has. full: places with none.
    """

    reason: Reason
    waiting: int
    days: int | None
    full: int


def unmet(session: Session, month: date) -> list[Unmet]:
    """Return what found nothing in a month, the most frequent first."""
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    statement = (
        sa.select(
            UnmetNeed.reason_id, UnmetNeed.insee, Place.commune, UnmetNeed.origin, sa.func.count()
        )
        .outerjoin(Place, Place.id == UnmetNeed.place_id)
        .where(UnmetNeed.on_date >= month.replace(day=1), UnmetNeed.on_date < following)
        .group_by(UnmetNeed.reason_id, UnmetNeed.insee, Place.commune, UnmetNeed.origin)
    )
    counts: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for reason_id, insee, of_place, origin, count in session.execute(statement):
        known = catalogue.find(insee) if insee else None
        where = known.name if known else of_place or ""
        counts[reason_id, where][origin is not Origin.WEB] += count
    found = {one.id: one for one in session.scalars(sa.select(Reason))}
    rows = [Unmet(found[key[0]], key[1], *number) for key, number in counts.items()]
    return sorted(
        rows, key=lambda one: (-one.alone - one.assisted, one.reason.position, one.commune)
    )


def waits(session: Session, at: datetime) -> list[Wait]:
    """Return how long people wait for each need that anybody may book."""
    counted = sa.select(WaitingEntry.reason_id, sa.func.count()).where(
        WaitingEntry.state.in_(ACTIVE)
    )
    waiting = dict(session.execute(counted.group_by(WaitingEntry.reason_id)).all())
    return [
        _wait(session, one, waiting.get(one.id, 0), at)
        for one in reasons.reasons(session, public_only=True)
    ]


def _wait(session: Session, reason: Reason, waiting: int, at: datetime) -> Wait:
    span = slots.public_span(reason.terms, at)
    places = slots.places_with_openings(session, span)
    first = slots.first_slot_by_place(session, reason.terms, span, places=sorted(places))
    today = paris_today(at)
    days = [(paris_today(one.starts_at) - today).days for one in first.values()]
    return Wait(reason, waiting, round(median(days)) if days else None, len(places) - len(first))
