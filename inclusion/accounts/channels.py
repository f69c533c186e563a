"""Prove that a telephone or an e-mail address is the person's: a code goes there and comes back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts import notifying, queries
from inclusion.accounts.models import Account, ContactConfirmation
from inclusion.accounts.rules.reaching import CODE_LIVES, MOST_TRIES, ContactChannel
from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.errors import NotFound
from inclusion.people import queries as people
from inclusion.people.models import Person
from inclusion.tokens import keyed_digest, only_digits, spoken_code


def value_of(person: Person, channel: ContactChannel) -> str | None:
    """Return the telephone or the address of a person, None when they gave none."""
    return person.phone if channel is ContactChannel.PHONE else person.email


def confirmed_at(person: Person, channel: ContactChannel) -> datetime | None:
    """Return when a channel was confirmed, None before it is."""
    if channel is ContactChannel.PHONE:
        return person.phone_confirmed_at
    return person.email_confirmed_at


def find_pending(
    session: Session, *, account_id: int, channel: ContactChannel, at: datetime
) -> ContactConfirmation | None:
    """Return the code that may still be typed, None when there is none."""
    person = _person(session, queries.account(session, account_id))
    return session.scalar(_pending(account_id, person, channel, at))


def send_code(
    session: Session, *, account_id: int, channel: ContactChannel, key: bytes, at: datetime
) -> None:
    """Send a new code to a channel; the one before no longer works.

    key: what codes are hashed with. Raises NotFound when the person gave no such channel.
    """
    account = queries.account(session, account_id)
    person = _person(session, account)
    value = value_of(person, channel)
    if value is None:
        raise NotFound("channel")
    _forget(session, account_id, channel)
    code = spoken_code()
    session.add(
        ContactConfirmation(
            account_id=account_id,
            channel=channel,
            value=value,
            code_hash=_hash(key, account_id, value, code),
            created_at=at,
            expires_at=at + CODE_LIVES,
        )
    )
    _record(session, account, "account.code_sent", channel, at)
    notifying.tell_code(
        session, person=person, account_id=account_id, channel=channel, code=code, at=at
    )


def confirm(
    session: Session,
    *,
    account_id: int,
    channel: ContactChannel,
    code: str,
    key: bytes,
    at: datetime,
) -> bool:
    """Confirm a channel with the code that it received; return False for a wrong or late one.

    Five wrong tries spend the code. The caller commits in both cases, since tries are counted.
    """
    account = queries.account(session, account_id)
    person = _person(session, account)
    sent = session.scalar(_pending(account_id, person, channel, at).with_for_update())
    if sent is None:
        return False
    if sent.code_hash != _hash(key, account_id, sent.value, only_digits(code)):
        sent.tries += 1
        return False
    sent.used_at = at
    if channel is ContactChannel.PHONE:
        person.phone_confirmed_at = at
    else:
        person.email_confirmed_at = at
    _record(session, account, "account.channel_confirmed", channel, at)
    return True


def change(
    session: Session,
    *,
    account_id: int,
    person: Person,
    channel: ContactChannel,
    value: str | None,
    at: datetime,
) -> None:
    """Give a person another telephone or address: it is not confirmed, and the old one is told."""
    old = value_of(person, channel)
    if old == value:
        return
    was_confirmed = confirmed_at(person, channel) is not None
    if channel is ContactChannel.PHONE:
        person.phone, person.phone_confirmed_at = value, None
    else:
        person.email, person.email_confirmed_at = value, None
    _forget(session, account_id, channel)
    if old is not None and was_confirmed:
        notifying.tell_old(
            session,
            person=person,
            account_id=account_id,
            channel=channel,
            to=old,
            text="contact_changed",
            at=at,
        )


def _person(session: Session, account: Account) -> Person:
    if account.person_id is None:
        raise NotFound("person")
    return people.person(session, account.person_id)


def _pending(
    account_id: int, person: Person, channel: ContactChannel, at: datetime
) -> sa.Select[ContactConfirmation]:
    return (
        sa.select(ContactConfirmation)
        .where(
            ContactConfirmation.account_id == account_id,
            ContactConfirmation.channel == channel,
            ContactConfirmation.value == value_of(person, channel),
            ContactConfirmation.used_at.is_(None),
            ContactConfirmation.expires_at > at,
            ContactConfirmation.tries < MOST_TRIES,
        )
        .order_by(ContactConfirmation.id.desc())
        .limit(1)
    )


def _forget(session: Session, account_id: int, channel: ContactChannel) -> None:
    session.execute(
        sa.delete(ContactConfirmation).where(
            ContactConfirmation.account_id == account_id,
            ContactConfirmation.channel == channel,
            ContactConfirmation.used_at.is_(None),
        )
    )


def _hash(key: bytes, account_id: int, value: str, code: str) -> str:
    return keyed_digest(key, f"contact|{account_id}|{value}|{code}")


def _record(
    session: Session, account: Account, action: str, channel: ContactChannel, at: datetime
) -> None:
    audit.record(
        session,
        action=action,
        at=at,
        actor=Actor(account.id, account.role.value, account.structure_id),
        person_id=account.person_id,
        object_kind="account",
        object_id=account.id,
        detail={"channel": channel.value},
    )
