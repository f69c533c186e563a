"""Read accounts."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account, Passkey, Totp
from inclusion.accounts.rules import AGENTS, Role
from inclusion.contact import email_address, phone_number
from inclusion.errors import Invalid, NotFound
from inclusion.people.models import Person
from inclusion.tokens import is_account_identifier, only_digits


def account(session: Session, account_id: int) -> Account:
    """Return an account; raises NotFound."""
    found = session.get(Account, account_id)
    if found is None:
        raise NotFound("account")
    return found


def find_open(session: Session, account_id: int) -> Account | None:
    """Return an account that opens, or None: it is not closed, blocked, nor of somebody dead."""
    return session.scalar(
        sa.select(Account)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(
            Account.id == account_id,
            Account.closed_at.is_(None),
            Account.blocked_at.is_(None),
            Person.deceased_on.is_(None),
        )
    )


def account_of_person(session: Session, person_id: int) -> Account | None:
    """Return the account of a person that is not closed, or None."""
    return session.scalar(
        sa.select(Account).where(Account.person_id == person_id, Account.closed_at.is_(None))
    )


def find_by_identifier(session: Session, identifier: str) -> Account | None:
    """Return the open account of a nine-digit number, or None."""
    return session.scalar(
        sa.select(Account).where(Account.identifier == identifier, Account.closed_at.is_(None))
    )


def find_by_typed(session: Session, typed: str) -> Account | None:
    """Return the open account of a number, a confirmed e-mail or a confirmed telephone, or None.

    An address that several open accounts have confirmed names none of them.
    """
    digits = only_digits(typed)
    if "@" not in typed and is_account_identifier(digits):
        return find_by_identifier(session, digits)
    matches = _of_contact(typed)
    if matches is None:
        return None
    found = session.scalars(
        sa.select(Account)
        .join(Person, Person.id == Account.person_id)
        .where(matches, Account.closed_at.is_(None))
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def _of_contact(typed: str) -> sa.ColumnElement[bool] | None:
    try:
        if "@" in typed:
            address = email_address(typed)
            return sa.and_(
                Person.email.in_({address, address.lower()}), Person.email_confirmed_at.is_not(None)
            )
        return sa.and_(Person.phone == phone_number(typed), Person.phone_confirmed_at.is_not(None))
    except Invalid:
        return None


def citizen_by_public_id(session: Session, public_id: str) -> Account:
    """Return the account of a citizen that is not closed; raises NotFound."""
    found = session.scalar(
        sa.select(Account).where(
            Account.public_id == public_id,
            Account.role == Role.CITIZEN,
            Account.closed_at.is_(None),
        )
    )
    if found is None:
        raise NotFound("account")
    return found


def agent_by_public_id(session: Session, public_id: str) -> Account:
    """Return the open account of an agent; raises NotFound."""
    found = session.scalar(
        sa.select(Account).where(
            Account.public_id == public_id,
            Account.role.in_(AGENTS),
            Account.closed_at.is_(None),
        )
    )
    if found is None:
        raise NotFound("account")
    return found


def agents(session: Session, *, structure_id: int | None = None) -> list[Account]:
    """Return the open accounts of agents, of one structure or of all, by name."""
    statement = (
        sa.select(Account)
        .where(Account.role.in_(AGENTS), Account.closed_at.is_(None))
        .order_by(Account.name)
    )
    if structure_id is not None:
        statement = statement.where(Account.structure_id == structure_id)
    return list(session.scalars(statement))


def citizens(session: Session) -> list[Account]:
    """Return the open accounts of citizens, the oldest first."""
    statement = (
        sa.select(Account)
        .where(Account.role == Role.CITIZEN, Account.closed_at.is_(None))
        .order_by(Account.id)
    )
    return list(session.scalars(statement))


def mediators(session: Session, *, structure_id: int) -> list[Account]:
    """Return the mediators of a structure, by name."""
    return [a for a in agents(session, structure_id=structure_id) if a.role is Role.MEDIATOR]


def locked(session: Session, account_id: int) -> Account:
    """Return an account and keep it for this transaction: two changes of factors wait."""
    return session.scalars(
        sa.select(Account).where(Account.id == account_id).with_for_update()
    ).one()


def passkeys_of(session: Session, account_id: int) -> list[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    return list(
        session.scalars(
            sa.select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)
        )
    )


def find_passkey(session: Session, credential_id: bytes) -> Passkey | None:
    """Return the passkey that a device names, or None."""
    return session.scalar(sa.select(Passkey).where(Passkey.credential_id == credential_id))


def totp_of(session: Session, account_id: int) -> Totp | None:
    """Return the code generator of an account, or None."""
    return session.scalar(sa.select(Totp).where(Totp.account_id == account_id))


def factors_of(session: Session, account_id: int) -> set[str]:
    """Return the second factors that an account holds: "totp", "passkey"."""
    found = {"totp"} if totp_of(session, account_id) else set()
    return found | ({"passkey"} if passkeys_of(session, account_id) else set())


def ways(session: Session, account_id: int) -> set[str]:
    """Return what accounts themselves know of the ways in which one is entered."""
    return ways_left(session, account(session, account_id))


def ways_left(session: Session, account: Account) -> set[str]:
    """Return the ways in which an account can be entered: "passphrase", "passkey"."""
    found = {"passphrase"} if account.passphrase_hash else set()
    return found | ({"passkey"} if passkeys_of(session, account.id) else set())
