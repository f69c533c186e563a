"""Take and give back what an appointment needs besides a mediator."""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion.appointments.models import Appointment, Reason, Resource, ResourceUse
from inclusion.appointments.queries import resources as read
from inclusion.appointments.rules.booking import Needs
from inclusion.appointments.rules.refusals import SlotTaken
from inclusion.appointments.rules.resources import ResourceKind


def take(session: Session, appointment: Appointment, *, reason: Reason, needs: Needs) -> None:
    """Take for an appointment all that its reason and its person need.

    Raises SlotTaken when a thing that must be there is taken, or does not exist. Nothing is then
    kept that the caller does not roll back.
    """
    for kind in sorted(wanted(reason, needs)):
        language = needs.interpreter if kind is ResourceKind.INTERPRETER else ""
        candidates = read.free_resources(
            session,
            kind,
            place_id=appointment.place_id,
            language=language,
            starts_at=appointment.starts_at,
            ends_at=appointment.blocks_until,
        )
        if not any(_taken(session, appointment, one) for one in candidates):
            raise SlotTaken(str(kind), field="slot")


def within_reach(session: Session, needs: Needs, *, place_id: int) -> Needs:
    """Return what a place can give: an interpreter whom it cannot call stays a wish for the desk.

    Such an appointment is no longer than another.
    """
    language = needs.interpreter
    if not language or read.interpreters(session, language, place_id=place_id):
        return needs
    return replace(needs, interpreter="")


def wanted(reason: Reason, needs: Needs) -> set[ResourceKind]:
    """Return the kinds of resource that an appointment takes."""
    kinds = {ResourceKind(kind) for kind in reason.equipment} | set(needs.equipment)
    return kinds | ({ResourceKind.INTERPRETER} if needs.interpreter else set())


def give_back(session: Session, appointment: Appointment) -> None:
    """Give back all that an appointment took."""
    session.execute(sa.delete(ResourceUse).where(ResourceUse.appointment_id == appointment.id))


def _taken(session: Session, appointment: Appointment, resource: Resource) -> bool:
    """Tell whether the appointment has it now; the database may say that another was faster."""
    use = ResourceUse(
        resource_id=resource.id,
        appointment_id=appointment.id,
        starts_at=appointment.starts_at,
        ends_at=appointment.blocks_until,
    )
    try:
        with session.begin_nested():
            session.add(use)
            session.flush()
    except IntegrityError:
        return False
    return True
