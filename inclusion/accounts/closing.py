"""Close an account for good, thirty days after its owner asked."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts import notifying, queries
from inclusion.accounts.contributions import Because, End
from inclusion.accounts.models import (
    Account,
    ContactConfirmation,
    NotificationChoice,
    SeenDevice,
)
from inclusion.accounts.rules.reaching import REGRET
from inclusion.actors import SYSTEM, Actor
from inclusion.audit import service as audit
from inclusion.people import queries as people
from inclusion.people.models import Person
from inclusion.people.rules import AddressKind
from inclusion.web import service as visits


def ask(session: Session, *, account_id: int, at: datetime) -> datetime:
    """Plan the closing of an account, tell its owner, return when; asking again changes nothing."""
    account = queries.account(session, account_id)
    if account.closing_at is not None:
        return account.closing_at
    account.closing_at = at + REGRET
    _record(session, account, "account.closing_asked", _owner(account), at)
    if account.person_id is not None:
        notifying.tell(
            session,
            person=people.person(session, account.person_id),
            account_id=account_id,
            text="closing",
            values={},
            at=at,
        )
    return account.closing_at


def keep(session: Session, *, account_id: int, at: datetime) -> None:
    """Give up closing an account."""
    account = queries.account(session, account_id)
    if account.closing_at is None:
        return
    account.closing_at = None
    _record(session, account, "account.kept", _owner(account), at)


def close_due(session: Session, *, at: datetime, ends: Sequence[End]) -> int:
    """Close the accounts whose thirty days are over; return how many.

    ends: what each domain stops then. The person stays while their appointments do; how they were
    reached does not.
    """
    due = session.scalars(
        sa.select(Account)
        .where(Account.closing_at <= at, Account.closed_at.is_(None))
        .with_for_update(skip_locked=True)
    ).all()
    for account in due:
        _close(session, account, at, ends)
    return len(due)


def _close(session: Session, account: Account, at: datetime, ends: Sequence[End]) -> None:
    for end in ends:
        end(
            session,
            account_id=account.id,
            person_id=account.person_id,
            because=Because.CLOSED,
            actor=SYSTEM,
            at=at,
        )
    account.closed_at, account.passphrase_hash = at, None
    visits.end_visits(session, account_id=account.id)
    for table in (ContactConfirmation, SeenDevice, NotificationChoice):
        session.execute(sa.delete(table).where(table.account_id == account.id))
    if account.person_id is not None:
        _forget_contacts(people.person(session, account.person_id))
    _record(session, account, "account.closed", SYSTEM, at)


def _forget_contacts(person: Person) -> None:
    person.phone = person.phone_confirmed_at = None
    person.email = person.email_confirmed_at = None
    person.address_kind, person.address_line = AddressKind.NONE, None
    person.postcode = person.commune = None


def _owner(account: Account) -> Actor:
    return Actor(account.id, account.role.value, account.structure_id)


def _record(session: Session, account: Account, action: str, actor: Actor, at: datetime) -> None:
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        person_id=account.person_id,
        object_kind="account",
        object_id=account.id,
    )
