"""Whom a structure knows: those it receives or has received, booked for, added, or was handed."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments.models import Appointment
from inclusion.audit.models import AuditEvent
from inclusion.errors import NotFound
from inclusion.people.models import Person

ADDED = "person.added"
HANDED_ON = "person.handed_on"
"""The file goes to another structure, which is the object of the entry."""


def known_person(session: Session, public_id: str, actor: Actor) -> Person:
    """Return a person of the actor's structure; raises NotFound for everybody else."""
    found = session.scalar(sa.select(Person).where(Person.public_id == public_id, known_to(actor)))
    if found is None:
        raise NotFound("person")
    return found


def agents_of(actor: Actor) -> sa.Select[int]:
    """Return the accounts of the actor's structure, as a subquery."""
    return sa.select(Account.id).where(
        Account.structure_id == actor.structure_id, Account.structure_id.is_not(None)
    )


def known_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the condition that the actor's structure knows a person; merged files are gone."""
    agents = agents_of(actor)
    received = sa.exists().where(
        Appointment.person_id == Person.id,
        sa.or_(Appointment.mediator_id.in_(agents), Appointment.booked_by_id.in_(agents)),
    )
    added = sa.exists().where(
        AuditEvent.person_id == Person.id,
        AuditEvent.action == ADDED,
        AuditEvent.actor_account_id.in_(agents),
    )
    handed = sa.exists().where(
        AuditEvent.person_id == Person.id,
        AuditEvent.action == HANDED_ON,
        AuditEvent.object_kind == "structure",
        AuditEvent.object_id == actor.structure_id,
    )
    return sa.and_(Person.merged_into_id.is_(None), sa.or_(received, added, handed))
