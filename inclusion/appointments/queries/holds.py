"""Find a hold by its reference."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.booking import HoldKind, Status


def find_hold(session: Session, public_id: str | None) -> Appointment | None:
    """Return the hold of a form, None when it is no more, or became an appointment."""
    if public_id is None:
        return None
    return session.scalar(
        sa.select(Appointment).where(
            Appointment.public_id == public_id,
            Appointment.status == Status.HELD,
            Appointment.hold_kind == HoldKind.FORM,
        )
    )
