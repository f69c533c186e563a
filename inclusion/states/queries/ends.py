"""Deaths and what was wished for after them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.appointments.models import Appointment
from inclusion.states.models import Death, Directive


def death_of(session: Session, person_id: int) -> Death | None:
    """Return the death recorded of a person, None when there is none or it was a mistake."""
    return session.scalar(
        sa.select(Death).where(Death.person_id == person_id, Death.undone_at.is_(None))
    )


def last_mistake(session: Session, person_id: int) -> Death | None:
    """Return the last death of a person that was taken back."""
    return session.scalar(
        sa.select(Death)
        .where(Death.person_id == person_id, Death.undone_at.is_not(None))
        .order_by(Death.id.desc())
        .limit(1)
    )


def cancelled_by(session: Session, death: Death) -> list[Appointment]:
    """Return the appointments that a death has cancelled, by hour."""
    statement = (
        sa.select(Appointment)
        .where(Appointment.person_id == death.person_id, Appointment.cancelled_at == death.at)
        .options(joinedload(Appointment.place), joinedload(Appointment.reason))
        .order_by(Appointment.starts_at)
    )
    return list(session.scalars(statement))


def directive_of(session: Session, person_id: int) -> Directive | None:
    """Return what a person wants done with their data, None when they said nothing."""
    return session.scalar(
        sa.select(Directive)
        .where(Directive.person_id == person_id, Directive.withdrawn_at.is_(None))
        .order_by(Directive.at.desc(), Directive.id.desc())
        .limit(1)
    )
