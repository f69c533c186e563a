"""Block an account: nothing opens until a counter has seen the person; appointments stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.accounts.rules.because import Because
from inclusion.actors import Actor
from inclusion.counter import notify, queries
from inclusion.counter.rules import Facts, count_facts
from inclusion.counter.service.journal import WrongFacts, citizen, record
from inclusion.web import service as visits

if TYPE_CHECKING:
    from inclusion.accounts.contributions import End


class SeveralAccounts(WrongFacts):
    """Two facts fit more than one account: the number is needed too."""


def find_to_block(session: Session, said: Facts) -> Account:
    """Return the account that two facts name; raises WrongFacts, SeveralAccounts."""
    fitting = [
        account
        for account, person in queries.accounts_named(session, name=said.name)
        if count_facts(
            said, name=person.name, birth_on=person.birth_on, identifier=account.identifier
        )
        >= 2
    ]
    if not fitting:
        raise WrongFacts("facts", field="name")
    if len(fitting) > 1:
        raise SeveralAccounts("several", field="identifier")
    return fitting[0]


def block(
    session: Session, *, account_id: int, ends: "Sequence[End]", actor: Actor, at: datetime
) -> Account:
    """Block an account and end its visits; once blocked, nothing more happens."""
    account, person = citizen(session, account_id)
    if account.blocked_at is not None:
        return account
    account.blocked_at = at
    for end in ends:
        end(
            session,
            account_id=account.id,
            person_id=account.person_id,
            because=Because.BLOCKED,
            actor=actor,
            at=at,
        )
    visits.end_visits(session, account_id=account.id)
    record(session, account, "account.blocked", actor=actor, at=at)
    notify.tell(
        session,
        person=person,
        text="account_blocked",
        values={},
        at=at,
        account_id=account.id,
    )
    return account
