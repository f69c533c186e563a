"""Read rooms, equipment and interpreters, and when they are taken."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.appointments.models import Resource, ResourceUse
from inclusion.appointments.rules.resources import ResourceKind
from inclusion.places.models import Place


def free_resources(
    session: Session,
    kind: ResourceKind,
    *,
    place_id: int,
    language: str,
    starts_at: datetime,
    ends_at: datetime,
) -> list[Resource]:
    """Return what of a kind nobody takes then: of the place, or an interpreter of a language.

    An interpreter who comes is preferred to one who is called.
    """
    taken = sa.exists().where(
        ResourceUse.resource_id == Resource.id,
        ResourceUse.starts_at < ends_at,
        ResourceUse.ends_at > starts_at,
    )
    statement = (
        of_kind(kind, place_id=place_id).where(~taken).order_by(Resource.by_telephone, Resource.id)
    )
    found = session.scalars(statement)
    return [one for one in found if not language or language in one.languages]


def of_kind(kind: ResourceKind, *, place_id: int) -> sa.Select[Resource]:
    """Select what of a kind a place may use: its own, or an interpreter of its structure or all."""
    statement = sa.select(Resource).where(Resource.kind == kind, Resource.retired_at.is_(None))
    if kind is not ResourceKind.INTERPRETER:
        return statement.where(Resource.place_id == place_id)
    structure = sa.select(Place.structure_id).where(Place.id == place_id).scalar_subquery()
    return statement.where(
        sa.or_(Resource.structure_id.is_(None), Resource.structure_id == structure),
        sa.or_(Resource.place_id.is_(None), Resource.place_id == place_id),
    )


def interpreters(session: Session, language: str, *, place_id: int) -> list[Resource]:
    """Return the interpreters of a language that a place may call."""
    found = session.scalars(of_kind(ResourceKind.INTERPRETER, place_id=place_id))
    return [one for one in found if language in one.languages]


def taken_by(session: Session, appointment_id: int) -> list[Resource]:
    """Return what an appointment takes."""
    statement = (
        sa.select(ResourceUse)
        .where(ResourceUse.appointment_id == appointment_id)
        .options(joinedload(ResourceUse.resource))
        .order_by(ResourceUse.id)
    )
    return [use.resource for use in session.scalars(statement)]
