"""Open an account at the counter, and note what paper was seen."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts import service as accounts
from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.counter import queries
from inclusion.counter.models import Proofing
from inclusion.counter.rules import Facts, Method, Proof, count_facts
from inclusion.counter.service.cards import Drawn, Issued, issue
from inclusion.counter.service.journal import (
    WrongFacts,
    agent_of,
    citizen,
    facts_of,
    record,
    refuse_own,
)
from inclusion.errors import Invalid
from inclusion.people import service as people
from inclusion.people.models import Person


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who has no file yet."""

    name: str
    birth_on: str | None = None
    phone: str | None = None
    email: str | None = None
    language: str = "fr"


def open_account(
    session: Session,
    *,
    person: Person | NewPerson,
    said: Facts,
    proof: Proof,
    drawn: Drawn,
    actor: Actor,
    at: datetime,
    place_id: int | None = None,
) -> Issued:
    """Open the account of somebody in front of the agent, and make their card.

    A file that another structure made is joined only on a paper that names the same person.
    Raises WrongFacts, OwnAccount, Conflict(has_account), Invalid for a name that is none.
    """
    agent, structure_id = agent_of(session, actor)
    if isinstance(person, NewPerson):
        person = _add(session, person, actor, at)
    else:
        session.execute(sa.select(Person.id).where(Person.id == person.id).with_for_update())
        _may_join(session, person, said, proof, structure_id)
    refuse_own(agent, person)
    account = accounts.open_for(session, person=person, actor=actor, at=at)
    note(session, account=account, proof=proof, actor=actor, at=at)
    return issue(session, account=account, drawn=drawn, actor=actor, at=at, place_id=place_id)


def note(session: Session, *, account: Account, proof: Proof, actor: Actor, at: datetime) -> None:
    """Write who saw what, where and when; the level of an account never goes down."""
    session.add(
        Proofing(
            account_id=account.id,
            level=proof.level,
            method=proof.method,
            document_kind=proof.document,
            agent_id=actor.account_id,
            structure_id=actor.structure_id,
            at=at,
        )
    )
    account.assurance = max(account.assurance, proof.level)
    session.flush()


def show_paper(
    session: Session, *, account_id: int, said: Facts, proof: Proof, actor: Actor, at: datetime
) -> None:
    """Note that the owner of an account has shown a paper.

    Raises WrongFacts, OwnAccount, Invalid(proof) when nothing was shown.
    """
    agent, _structure_id = agent_of(session, actor)
    account, person = citizen(session, account_id)
    refuse_own(agent, person)
    if proof.method is Method.NONE:
        raise Invalid("proof", field="seen")
    facts_of(said, account, person)
    note(session, account=account, proof=proof, actor=actor, at=at)
    record(session, account, "account.paper_seen", actor=actor, at=at)


def _add(session: Session, new: NewPerson, actor: Actor, at: datetime) -> Person:
    person = people.add(
        session,
        name=new.name,
        birth_on=new.birth_on,
        phone=new.phone,
        email=new.email,
        language=new.language,
        at=at,
    )
    audit.record(session, action="person.added", at=at, actor=actor, person_id=person.id)
    return person


def _may_join(
    session: Session, person: Person, said: Facts, proof: Proof, structure_id: int
) -> None:
    if queries.knows(session, person_id=person.id, structure_id=structure_id):
        return
    facts = count_facts(said, name=person.name, birth_on=person.birth_on, identifier="")
    if facts < 2 or proof.method is not Method.DOCUMENT:
        raise WrongFacts("join", field="seen")
