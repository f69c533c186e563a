"""What happens to a person's appointments when their file does: it ends, or joins another."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.booking import PENDING
from inclusion.appointments.service import booking


def cancel_coming(
    session: Session, *, person_id: int, actor: Actor, at: datetime
) -> list[Appointment]:
    """Cancel what is still to come, as the person's own doing: nobody is then asked to tell them.

    actor: an agent, since limits of notice bind the public. Calling again cancels nothing more.
    """
    coming = session.scalars(
        sa.select(Appointment.id)
        .where(
            Appointment.person_id == person_id,
            Appointment.status.in_(PENDING),
            Appointment.ends_at > at,
        )
        .order_by(Appointment.id)
    ).all()
    return [booking.cancel(session, appointment_id=one, actor=actor, at=at) for one in coming]


def reassign(
    session: Session, *, from_person: int, to_person: int, only: Collection[int] | None = None
) -> list[int]:
    """Give the appointments of one file to another, those of a couple too; return their ids.

    only: those ids alone, to take a merge back.
    """
    moved: set[int] = set()
    for column in (Appointment.person_id, Appointment.second_person_id):
        whose = column == from_person
        if only is not None:
            whose = sa.and_(whose, Appointment.id.in_(only))
        ids = list(session.scalars(sa.select(Appointment.id).where(whose)))
        session.execute(
            sa.update(Appointment).where(Appointment.id.in_(ids)).values({column.key: to_person})
        )
        moved.update(ids)
    return sorted(moved)
