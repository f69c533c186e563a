"""Files that may be one person's: proposed from what is alike, never decided here."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.actors import Actor
from inclusion.appointments.models import Appointment
from inclusion.appointments.queries.known import known_to
from inclusion.errors import NotFound
from inclusion.people.models import Person
from inclusion.states.models import FileMerge
from inclusion.states.rules import UNDO_WITHIN, MergeState


def alike(session: Session, person: Person, actor: Actor) -> list[Person]:
    """Return the files of the actor's structure that may be the same person's.

    The same words in the name, in any order, with the same year of birth where both are known;
    or the same telephone.
    """
    words = sorted(person.name_key.split())
    statement = (
        sa.select(Person)
        .where(
            known_to(actor),
            Person.id != person.id,
            sa.or_(
                sa.and_(*(Person.name_key.contains(word, autoescape=True) for word in words)),
                sa.and_(Person.phone.is_not(None), Person.phone == person.phone),
            ),
        )
        .order_by(Person.id)
        .limit(50)
    )
    found = session.scalars(statement)
    return [one for one in found if _same_phone(one, person) or _same_name(one, person)][:10]


def merge(session: Session, public_id: str, actor: Actor) -> FileMerge:
    """Return a proposal between two people whom the actor's structure knows; raises NotFound."""
    found = session.scalar(
        sa.select(FileMerge)
        .where(FileMerge.public_id == public_id)
        .options(joinedload(FileMerge.kept), joinedload(FileMerge.merged))
    )
    if found is None or not _is_known(session, found.kept_person_id, actor):
        raise NotFound("file_merge")
    return found


def find_pending(session: Session, one: int, other: int) -> FileMerge | None:
    """Return the proposal that waits between two files, whichever is kept."""
    pair = (one, other)
    return session.scalar(
        sa.select(FileMerge).where(
            FileMerge.kept_person_id.in_(pair),
            FileMerge.merged_person_id.in_(pair),
            FileMerge.state == MergeState.PROPOSED,
        )
    )


def merges_of(session: Session, person_id: int, at: datetime) -> list[FileMerge]:
    """Return what waits or may be taken back for a person, newest first."""
    statement = (
        sa.select(FileMerge)
        .where(
            sa.or_(FileMerge.kept_person_id == person_id, FileMerge.merged_person_id == person_id),
            sa.or_(
                FileMerge.state == MergeState.PROPOSED,
                sa.and_(
                    FileMerge.state == MergeState.DONE, FileMerge.decided_at >= at - UNDO_WITHIN
                ),
            ),
        )
        .options(joinedload(FileMerge.kept), joinedload(FileMerge.merged))
        .order_by(FileMerge.id.desc())
    )
    return list(session.scalars(statement))


def count_appointments(session: Session, person_id: int) -> int:
    """Return how many appointments a file holds."""
    statement = sa.select(sa.func.count()).select_from(Appointment)
    return session.scalar(statement.where(Appointment.person_id == person_id)) or 0


def _is_known(session: Session, person_id: int, actor: Actor) -> bool:
    known = sa.select(Person.id).where(Person.id == person_id, known_to(actor))
    return session.scalar(known) is not None


def _same_phone(one: Person, other: Person) -> bool:
    return one.phone is not None and one.phone == other.phone


def _same_name(one: Person, other: Person) -> bool:
    if sorted(one.name_key.split()) != sorted(other.name_key.split()):
        return False
    return not (one.birth_on and other.birth_on) or one.birth_on[:4] == other.birth_on[:4]
