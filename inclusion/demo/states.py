"""Two files of one person, and somebody under tutelle, for the demonstration."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments.queries.known import ADDED
from inclusion.people import service as people
from inclusion.people.models import Person
from inclusion.states.rules import GuardianshipKind
from inclusion.states.service import merging, protection
from inclusion.states.service.noting import note

LONG_AGO = timedelta(days=60)
AGENT, REPRESENTATIVE = "200000005", "100000006"


def load(session: Session, *, accounts: Mapping[str, Account], at: datetime) -> None:
    """Write a proposal to merge, and a guardianship that a citizen holds."""
    agent = accounts[AGENT]
    actor = Actor(agent.id, agent.role.value, agent.structure_id)
    then = at - LONG_AGO
    one = _added(session, "Josette Marchand", "1952-04-02", actor, then)
    other = _added(session, "MARCHAND Josette", "1952", actor, then)
    merging.propose(session, one=one, other=other, actor=actor, at=then)
    protection.record(
        session,
        person=_added(session, "Odette Charpentier", "1931", actor, then),
        identifier=REPRESENTATIVE,
        kind=GuardianshipKind.TUTELLE,
        judgment_on=date(2024, 9, 12),
        actor=actor,
        at=then,
    )


def _added(session: Session, name: str, birth_on: str, actor: Actor, at: datetime) -> Person:
    person = people.add(session, name=name, birth_on=birth_on, at=at)
    note(session, ADDED, person_id=person.id, actor=actor, at=at)
    return person
