"""Hide somebody from whoever must not find them."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.people.models import Person
from inclusion.states.service.noting import note

HIDDEN, SHOWN = "person.hidden", "person.shown"


def hide(session: Session, *, person_id: int, hidden: bool, actor: Actor, at: datetime) -> Person:
    """Set or lift the discretion: no letter home, and agents see the person alone."""
    person = session.get_one(Person, person_id)
    if person.hidden_contact is hidden:
        return person
    person.hidden_contact = hidden
    session.flush()
    note(session, HIDDEN if hidden else SHOWN, person_id=person_id, actor=actor, at=at)
    return person
