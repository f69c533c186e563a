"""Read what a structure has: resources, mediators and their languages."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.appointments.models import Appointment, Reason, Resource
from inclusion.errors import NotFound
from inclusion.places.models import Place


def resources_of(session: Session, structure_id: int | None) -> list[tuple[Resource, str | None]]:
    """Return the resources of a structure that are not retired, each with the name of its place."""
    statement = (
        sa.select(Resource, Place.name)
        .outerjoin(Place, Place.id == Resource.place_id)
        .where(Resource.structure_id == structure_id, Resource.retired_at.is_(None))
        .order_by(Resource.kind, Resource.name, Resource.id)
    )
    return [(one, name) for one, name in session.execute(statement)]


def resource(session: Session, public_id: str, *, structure_id: int | None) -> Resource:
    """Return a resource of the structure; raises NotFound for another's."""
    found = session.scalar(sa.select(Resource).where(Resource.public_id == public_id))
    if found is None or structure_id is None or found.structure_id != structure_id:
        raise NotFound("resource")
    return found


def places_of(session: Session, structure_id: int | None) -> list[Place]:
    """Return the places of a structure, by name."""
    statement = sa.select(Place).where(Place.structure_id == structure_id)
    return list(session.scalars(statement.order_by(Place.name, Place.id)))


def team(session: Session, structure_id: int | None) -> list[Account]:
    """Return the mediators of a structure, by name."""
    statement = sa.select(Account).where(
        Account.structure_id == structure_id,
        Account.role == Role.MEDIATOR,
        Account.closed_at.is_(None),
    )
    return list(session.scalars(statement.order_by(Account.name, Account.id)))


def mediator(session: Session, public_id: str, *, structure_id: int | None) -> Account:
    """Return a mediator of the structure; raises NotFound for another's."""
    found = next((one for one in team(session, structure_id) if one.public_id == public_id), None)
    if found is None:
        raise NotFound("mediator")
    return found


def all_reasons(session: Session) -> list[Reason]:
    """Return every reason, retired ones last."""
    statement = sa.select(Reason).order_by(Reason.is_retired, Reason.position, Reason.id)
    return list(session.scalars(statement))


def is_used(session: Session, reason: Reason) -> bool:
    """Tell whether an appointment was ever taken for a reason: how one is received then stays."""
    statement = sa.select(Appointment.id).where(Appointment.reason_id == reason.id).limit(1)
    return session.scalar(statement) is not None


def first_team(session: Session) -> list[Account]:
    """Return the team of the first coordinator, for the list of pages."""
    structure_id = session.scalar(
        sa.select(Account.structure_id)
        .where(Account.role == Role.COORDINATOR)
        .order_by(Account.id)
        .limit(1)
    )
    return team(session, structure_id)
