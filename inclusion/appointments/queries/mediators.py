"""Who can receive at an hour, the least loaded that day first."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.appointments.models import LONGEST, Absence, Appointment, Opening, is_live
from inclusion.appointments.rules.booking import Slot
from inclusion.clock import paris_instant, paris_today


def free_mediators(session: Session, slot: Slot, *, only: int | None = None) -> list[int]:
    """Return the mediators who are open at the place for the whole slot, and free.

    Fair: whoever has the fewest appointments that day comes first, then the lowest id.
    """
    covers = sa.select(Opening.mediator_id).where(
        Opening.place_id == slot.place_id,
        Opening.starts_at > slot.starts_at - LONGEST,
        Opening.starts_at <= slot.starts_at,
        Opening.ends_at >= slot.ends_at,
    )
    if only is not None:
        covers = covers.where(Opening.mediator_id == only)
    open_ones = set(session.scalars(covers))
    if not open_ones:
        return []
    free = open_ones - _taken(session, open_ones, slot)
    load = _load(session, free, slot.starts_at) if len(free) > 1 else {}
    return sorted(free, key=lambda mediator: (load.get(mediator, 0), mediator))


def _taken(session: Session, mediators: set[int], slot: Slot) -> set[int]:
    booked = sa.select(Appointment.mediator_id).where(
        is_live,
        Appointment.mediator_id.in_(mediators),
        Appointment.starts_at > slot.starts_at - LONGEST,
        Appointment.starts_at < slot.ends_at,
        Appointment.ends_at > slot.starts_at,
    )
    away = sa.select(Absence.mediator_id).where(
        Absence.mediator_id.in_(mediators),
        Absence.starts_at < slot.ends_at,
        Absence.ends_at > slot.starts_at,
    )
    return set(session.scalars(booked.union_all(away)))


def _load(session: Session, mediators: set[int], starts_at: datetime) -> dict[int, int]:
    day = paris_today(starts_at)
    counted = (
        sa.select(Appointment.mediator_id, sa.func.count())
        .where(
            is_live,
            Appointment.mediator_id.in_(mediators),
            Appointment.starts_at >= paris_instant(day, time(0)),
            Appointment.starts_at < paris_instant(day + timedelta(days=1), time(0)),
        )
        .group_by(Appointment.mediator_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}
