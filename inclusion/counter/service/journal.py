"""What the acts of the counter share: the agent's structure, a locked account, the journal."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.contact import fold
from inclusion.counter.rules import Facts, count_facts
from inclusion.errors import Forbidden, Invalid, NotFound
from inclusion.people import queries as people
from inclusion.people.models import Person


class OwnAccount(Forbidden):
    """The agent bears the name of the account: a colleague must do it."""


class WrongFacts(Invalid):
    """What was said does not fit the file."""


def agent_of(session: Session, actor: Actor) -> tuple[Account, int]:
    """Return the account of the agent who acts and their structure, locked until the end.

    Raises Forbidden for whoever belongs to no structure.
    """
    if actor.account_id is None or actor.structure_id is None:
        raise Forbidden("no_structure")
    return locked(session, actor.account_id), actor.structure_id


def locked(session: Session, account_id: int) -> Account:
    """Return an account that nobody else changes before the end of the transaction."""
    found = session.scalar(
        sa.select(Account)
        .where(Account.id == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("account")
    return found


def citizen(session: Session, account_id: int) -> tuple[Account, Person]:
    """Return the locked account of a citizen and its person; raises NotFound."""
    account = locked(session, account_id)
    if account.role is not Role.CITIZEN or account.person_id is None or account.closed_at:
        raise NotFound("account")
    return account, people.person(session, account.person_id)


def refuse_own(agent: Account, person: Person) -> None:
    """Refuse to act for oneself or for a namesake, in any order; raises OwnAccount."""
    if set(fold(agent.name).split()) == set(fold(person.name).split()):
        raise OwnAccount("own_account")


def facts_of(said: Facts, account: Account, person: Person) -> int:
    """Return how many facts fit; raises WrongFacts when one does not."""
    count = count_facts(
        said, name=person.name, birth_on=person.birth_on, identifier=account.identifier
    )
    if not count:
        raise WrongFacts("facts", field="name")
    return count


def record(
    session: Session,
    account: Account,
    action: str,
    *,
    actor: Actor,
    at: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write a line in the journal of an account, with the structure where it happened."""
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        person_id=account.person_id,
        object_kind="account",
        object_id=account.id,
        detail={"structure": actor.structure_id, **(detail or {})},
    )
