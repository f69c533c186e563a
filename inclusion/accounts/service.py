"""Open accounts, sign in, change a passphrase."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.accounts import channels, passphrases, queries
from inclusion.accounts.journal import record
from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role, sign_in_action
from inclusion.accounts.rules.reaching import ContactChannel
from inclusion.actors import Actor
from inclusion.contact import fold, person_name
from inclusion.errors import Conflict, Invalid
from inclusion.people import queries as people
from inclusion.people import service as people_service
from inclusion.people.models import Person
from inclusion.settings import Argon2Cost
from inclusion.tokens import account_identifier


class WrongCredentials(Invalid):
    """The number and the passphrase do not go together; which of the two is not said."""


class WeakPassphrase(Invalid):
    """The passphrase is too short or too easy to guess; `code` is a Weakness."""


def register(
    session: Session,
    *,
    name: str,
    passphrase: str,
    cost: Argon2Cost,
    at: datetime,
    birth_on: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    language: str = "fr",
    identifier: str | None = None,
) -> Account:
    """Open a citizen's account: the person whom we help and the number to sign in with.

    Raises Invalid for a name that is none, WeakPassphrase.
    """
    _refuse_weak(passphrase, name)
    person = people_service.add(
        session, name=name, phone=phone, email=email, birth_on=birth_on, language=language, at=at
    )
    account = Account(
        identifier=identifier or _free_identifier(session),
        name=person.name,
        role=Role.CITIZEN,
        person_id=person.id,
        passphrase_hash=passphrases.hashed(passphrase, cost=cost),
        created_at=at,
    )
    session.add(account)
    session.flush()
    record(session, account, "account.opened", at=at)
    return account


def open_for(session: Session, *, person: Person, actor: Actor, at: datetime) -> Account:
    """Open the account of somebody at the counter: no passphrase yet; raises Conflict if any."""
    if queries.account_of_person(session, person.id) is not None:
        raise Conflict("has_account")
    account = Account(
        identifier=_free_identifier(session),
        name=person.name,
        role=Role.CITIZEN,
        person_id=person.id,
        created_at=at,
    )
    session.add(account)
    session.flush()
    record(session, account, "account.opened_at_counter", at=at, actor=actor)
    return account


def add_agent(
    session: Session,
    *,
    name: str,
    role: Role,
    structure_id: int,
    passphrase: str,
    cost: Argon2Cost,
    actor: Actor,
    at: datetime,
    languages: tuple[str, ...] = (),
    identifier: str | None = None,
) -> Account:
    """Open an agent's account in a structure; raises WeakPassphrase, Invalid(role)."""
    if role is Role.CITIZEN:
        raise Invalid("role", field="role")
    _refuse_weak(passphrase, name)
    account = Account(
        identifier=identifier or _free_identifier(session),
        name=person_name(name),
        role=role,
        structure_id=structure_id,
        passphrase_hash=passphrases.hashed(passphrase, cost=cost),
        languages=list(languages),
        created_at=at,
    )
    session.add(account)
    session.flush()
    record(session, account, "account.agent_added", at=at, actor=actor)
    return account


def check_credentials(
    session: Session, *, identifier: str, passphrase: str, cost: Argon2Cost
) -> Account:
    """Return the account of a number, or of what only it has confirmed, and its passphrase.

    Raises WrongCredentials, after the same work and with the same words whether the number exists
    or not.
    """
    account = queries.find_by_typed(session, identifier)
    stored = account.passphrase_hash if account else None
    if not passphrases.is_right(passphrase, stored, cost=cost) or account is None:
        raise WrongCredentials("wrong_credentials")
    return account


def confirm_passphrase(
    session: Session, *, account_id: int, passphrase: str, cost: Argon2Cost
) -> None:
    """Check the passphrase of somebody signed in; raises WrongCredentials."""
    account = queries.account(session, account_id)
    if not passphrases.is_right(passphrase, account.passphrase_hash, cost=cost):
        raise WrongCredentials("wrong_credentials")


def note_sign_in(
    session: Session, *, account_id: int, at: datetime, methods: Sequence[str] = ("pwd",)
) -> datetime | None:
    """Record a sign-in and how it was done; return when the one before was."""
    account = queries.account(session, account_id)
    previous, account.last_sign_in_at = account.last_sign_in_at, at
    record(session, account, sign_in_action(methods), at=at)
    return previous


def note_sign_out(session: Session, *, account_id: int, at: datetime) -> None:
    """Record a sign-out."""
    record(session, queries.account(session, account_id), "account.signed_out", at=at)


def note_visit_ended(session: Session, *, account_id: int, at: datetime) -> None:
    """Record that somebody closed their account on other devices."""
    record(session, queries.account(session, account_id), "account.visit_ended", at=at)


def note_exported(session: Session, *, account_id: int, at: datetime) -> None:
    """Record that somebody took their data away."""
    record(session, queries.account(session, account_id), "account.exported", at=at)


def change_passphrase(
    session: Session,
    *,
    account_id: int,
    current: str | None,
    new: str,
    cost: Argon2Cost,
    at: datetime,
) -> None:
    """Change a passphrase against the present one; raises WrongCredentials, WeakPassphrase.

    current: None for the first phrase of an account that was entered otherwise.
    """
    account = queries.locked(session, account_id)
    is_first = account.passphrase_hash is None and current is None
    if not is_first and not passphrases.is_right(current or "", account.passphrase_hash, cost=cost):
        raise WrongCredentials("wrong_credentials", field="current")
    _refuse_weak(new, account.name, account.identifier)
    account.passphrase_hash = passphrases.hashed(new, cost=cost)
    record(session, account, "account.passphrase_changed", at=at)


def set_passphrase(
    session: Session, *, account_id: int, new: str, cost: Argon2Cost, at: datetime, actor: Actor
) -> None:
    """Set a passphrase for somebody who has shown another proof; raises WeakPassphrase."""
    account = queries.account(session, account_id)
    _refuse_weak(new, account.name, account.identifier)
    account.passphrase_hash = passphrases.hashed(new, cost=cost)
    record(session, account, "account.passphrase_set", at=at, actor=actor)


def change_contact(
    session: Session,
    *,
    account_id: int,
    name: str,
    phone: str | None,
    email: str | None,
    birth_on: str | None,
    language: str,
    at: datetime,
) -> None:
    """Change how a citizen is called and reached; raises Invalid for a name that is none.

    Another name or birth date than those of the paper that was seen is only said: the level of
    assurance falls to 0 until a counter sees a paper again.
    """
    account = queries.account(session, account_id)
    person = people.person(session, account.person_id or 0)
    if account.assurance and (person_name(name), birth_on) != (person.name, person.birth_on):
        account.assurance = 0
        record(session, account, "account.assurance_lost", at=at)
    account.name = person.name = person_name(name)
    person.name_key = fold(person.name)
    for channel, value in ((ContactChannel.PHONE, phone), (ContactChannel.EMAIL, email)):
        channels.change(
            session, account_id=account_id, person=person, channel=channel, value=value, at=at
        )
    person.birth_on, person.language = birth_on, language
    record(session, account, "account.contact_changed", at=at)


def _refuse_weak(passphrase: str, *personal: str) -> None:
    weakness = passphrases.weakness(passphrase, personal=personal)
    if weakness is not None:
        raise WeakPassphrase(weakness.value, field="passphrase")


def _free_identifier(session: Session) -> str:
    identifier = account_identifier()
    while queries.find_by_identifier(session, identifier) is not None:
        identifier = account_identifier()
    return identifier
