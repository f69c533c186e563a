"""Find the people of a structure: those it receives or has received, booked for, or added."""

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import Session, joinedload

from inclusion.actors import Actor
from inclusion.appointments.models import Appointment
from inclusion.appointments.queries.known import ADDED, agents_of, known_person, known_to
from inclusion.appointments.rules.booking import Status
from inclusion.audit.models import AuditEvent
from inclusion.contact import fold
from inclusion.desk.queries.appointments import Entry, entries
from inclusion.people.models import Person
from inclusion.people.queries import matching

__all__ = ["ADDED", "appointments_with", "find", "journal", "known_person", "recent"]

ALIKE = 80
"""How near a name must sound in letters (0–100) to be proposed when no word fits."""

_FUZZY_AMONG = 5_000


def find(session: Session, text: str, actor: Actor, *, limit: int = 8) -> list[Person]:
    """Return the people of the actor's structure whose telephone or name is `text`.

    When no name has the words typed, those that look alike are returned instead.
    """
    condition = matching(text)
    if condition is None:
        return []
    exact = (
        sa.select(Person)
        .where(known_to(actor), condition)
        .order_by(Person.name_key, Person.id)
        .limit(limit)
    )
    return list(session.scalars(exact)) or _alike(session, text, actor, limit=limit)


def recent(session: Session, actor: Actor, *, limit: int = 20) -> list[Person]:
    """Return the people of the structure who were added last."""
    statement = (
        sa.select(Person)
        .where(known_to(actor))
        .order_by(Person.created_at.desc(), Person.id.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


def appointments_with(session: Session, person: Person, actor: Actor) -> list[Appointment]:
    """Return a person's appointments that the structure receives or booked, latest first."""
    statement = (
        sa.select(Appointment)
        .where(
            Appointment.person_id == person.id,
            Appointment.status != Status.RESCHEDULED,
            sa.or_(
                Appointment.mediator_id.in_(agents_of(actor)),
                Appointment.booked_by_id.in_(agents_of(actor)),
            ),
        )
        .options(
            joinedload(Appointment.reason),
            joinedload(Appointment.place),
            joinedload(Appointment.mediator),
        )
        .order_by(Appointment.starts_at.desc(), Appointment.id.desc())
        .limit(100)
    )
    return list(session.scalars(statement))


def journal(
    session: Session, person: Person, booked: list[Appointment], actor: Actor
) -> list[Entry]:
    """Return what happened to the person here, newest first: nothing of other structures."""
    mine = sa.or_(
        AuditEvent.actor_account_id.in_(agents_of(actor)),
        sa.and_(
            AuditEvent.object_kind == "appointment",
            AuditEvent.object_id.in_([one.id for one in booked]),
        ),
    )
    return entries(session, sa.and_(AuditEvent.person_id == person.id, mine), actor)


def _alike(session: Session, text: str, actor: Actor, *, limit: int) -> list[Person]:
    typed = fold(text).split()
    known = sa.select(Person.id, Person.name_key).where(known_to(actor)).limit(_FUZZY_AMONG)
    scored = [(_likeness(typed, key.split()), id_) for id_, key in session.execute(known)]
    near = [id_ for score, id_ in sorted(scored, reverse=True) if score >= ALIKE][:limit]
    found = {one.id: one for one in session.scalars(sa.select(Person).where(Person.id.in_(near)))}
    return [found[id_] for id_ in near]


def _likeness(typed: list[str], name: list[str]) -> float:
    """Return how near each word typed comes to a word of the name, or to its beginning (0–100)."""
    return min(
        max(max(fuzz.ratio(word, one), fuzz.ratio(word, one[: len(word) + 1])) for one in name)
        for word in typed
    )
