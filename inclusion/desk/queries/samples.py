"""Find one of each thing that the desk's pages show, for the list of pages."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.appointments.models import Absence, Appointment, Opening, OpeningRule, PlaceClosure
from inclusion.appointments.rules.booking import Status
from inclusion.errors import NotFound


@dataclass(frozen=True, slots=True)
class Samples:
    """References of one mediator's things."""

    appointment: str
    coming: str
    person: str
    reason: str
    rule: str
    dated: str
    absence: str
    closure: str


def samples(session: Session) -> Samples:
    """Return references of the first mediator's things; raises NotFound on an empty database."""
    mediator = session.scalar(
        sa.select(Account).where(Account.role == Role.MEDIATOR).order_by(Account.id).limit(1)
    )
    mediator_id = mediator.id if mediator else None
    past = _first(session, mediator_id, Status.HONOURED)
    coming = _first(session, mediator_id, Status.SCHEDULED)
    rule = session.scalar(
        sa.select(OpeningRule.public_id)
        .where(OpeningRule.mediator_id == mediator_id)
        .order_by(OpeningRule.id)
        .limit(1)
    )
    dated = session.scalar(
        sa.select(Opening.public_id)
        .where(Opening.mediator_id == mediator_id)
        .order_by(Opening.starts_at.desc())
        .limit(1)
    )
    absence = session.scalar(
        sa.select(Absence.public_id).where(Absence.mediator_id == mediator_id).limit(1)
    )
    closure = session.scalar(sa.select(PlaceClosure.public_id).limit(1))
    found = (rule, dated, absence, closure)
    if past is None or coming is None or None in found:
        raise NotFound("samples")
    return Samples(
        appointment=past.public_id,
        coming=coming.public_id,
        person=past.person.public_id,
        reason=past.reason.code,
        rule=str(rule),
        dated=str(dated),
        absence=str(absence),
        closure=str(closure),
    )


def _first(session: Session, mediator_id: int | None, status: Status) -> Appointment | None:
    statement = (
        sa.select(Appointment)
        .where(Appointment.mediator_id == mediator_id, Appointment.status == status)
        .options(joinedload(Appointment.person), joinedload(Appointment.reason))
        .order_by(Appointment.starts_at.desc())
        .limit(1)
    )
    return session.scalar(statement)
