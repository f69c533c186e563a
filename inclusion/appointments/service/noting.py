"""What every act on an appointment does: find it, check who may, write it in the journal."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.rules.booking import public_may_book
from inclusion.appointments.rules.refusals import TooSoon
from inclusion.audit import service as audit
from inclusion.errors import NotFound

AGENT_ROLES = frozenset({"mediator", "coordinator", "administrator"})


def is_agent(actor: Actor) -> bool:
    """Tell whether an agent acts: limits of notice do not bind them."""
    return actor.role in AGENT_ROLES


def check_notice(reason: Reason, starts_at: datetime, actor: Actor, at: datetime) -> None:
    """Refuse the public an hour that the reason does not let them take. Raises TooSoon."""
    if is_agent(actor):
        return
    if not reason.bookable_by_public or not public_may_book(reason.terms, starts_at, at):
        raise TooSoon("notice", field="slot")


def locked(session: Session, appointment_id: int) -> Appointment:
    """Return an appointment that nobody else changes meanwhile; raises NotFound."""
    found = session.get(Appointment, appointment_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("appointment")
    return found


def record(
    session: Session,
    action: str,
    appointment: Appointment,
    actor: Actor,
    at: datetime,
    *,
    detail: dict[str, object] | None = None,
) -> None:
    """Write an act in the journal."""
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        person_id=appointment.person_id,
        object_kind="appointment",
        object_id=appointment.id,
        detail={"status": str(appointment.status), **(detail or {})},
    )
