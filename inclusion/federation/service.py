"""Enter by an identity, attach one, open an account from one, take one off."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.models import Account
from inclusion.accounts.rules import AGENTS, Role
from inclusion.actors import PUBLIC, Actor
from inclusion.audit import service as audit
from inclusion.contact import email_address
from inclusion.errors import Conflict, Forbidden, Invalid
from inclusion.federation import queries
from inclusion.federation.models import IdentityLink
from inclusion.federation.rules import KINDS, Identity
from inclusion.people import service as people
from inclusion.tokens import account_identifier

ASSURANCE = 1
"""What an account opened from FranceConnect is worth: its level `eidas1` vouches for the person."""


class AccountShut(Forbidden):
    """The account of this identity is blocked or closed: it does not open."""


class AlreadyLinked(Conflict):
    """The identity opens another account; which one is not said."""


class WrongKind(Forbidden):
    """FranceConnect is for citizens, ProConnect for agents."""


class LastWay(Conflict):
    """Without this identity the account would not open any more."""


def enter(session: Session, identity: Identity, *, at: datetime) -> Account | None:
    """Return the account that an identity opens, None when it opens none.

    Raises AccountShut.
    """
    link = queries.find(session, issuer=identity.issuer, sub=identity.sub)
    if link is None:
        return None
    account = accounts.account(session, link.account_id)
    if account.blocked_at is not None or account.closed_at is not None:
        raise AccountShut("account_shut")
    link.last_used_at, link.acr = at, identity.acr
    session.flush()
    return account


def attach(
    session: Session, identity: Identity, *, account_id: int, actor: Actor, at: datetime
) -> IdentityLink:
    """Let an identity open the account of somebody signed in; twice is once.

    Raises WrongKind, AlreadyLinked.
    """
    account = accounts.account(session, account_id)
    if KINDS[identity.provider].is_for_agents != (account.role in AGENTS):
        raise WrongKind("wrong_kind")
    known = queries.find(session, issuer=identity.issuer, sub=identity.sub)
    if known is None:
        return _link(session, identity, account, actor=actor, at=at)
    if known.account_id != account_id:
        raise AlreadyLinked("already_linked")
    known.last_used_at, known.acr = at, identity.acr
    return known


def open_account(
    session: Session, identity: Identity, *, keeps_email: bool, language: str, at: datetime
) -> Account:
    """Open a citizen's account from an identity: no passphrase, nothing to verify again.

    Raises WrongKind, AlreadyLinked, Invalid for a name that is none.
    """
    if KINDS[identity.provider].is_for_agents:
        raise WrongKind("wrong_kind")
    if queries.find(session, issuer=identity.issuer, sub=identity.sub) is not None:
        raise AlreadyLinked("already_linked")
    email = _address(identity.email) if keeps_email else None
    person = people.add(
        session,
        name=identity.name,
        birth_on=identity.birth_on,
        email=email,
        language=language,
        at=at,
    )
    person.email_confirmed_at = at if email else None
    account = Account(
        identifier=_free_identifier(session),
        name=person.name,
        role=Role.CITIZEN,
        person_id=person.id,
        assurance=ASSURANCE,
        created_at=at,
    )
    session.add(account)
    session.flush()
    actor = Actor(account.id, account.role.value, None)
    _record(session, account, "account.opened", actor=actor, at=at, provider=identity.provider)
    _link(session, identity, account, actor=actor, at=at)
    return account


def unlink(
    session: Session,
    *,
    account_id: int,
    public_id: str,
    issuers: Collection[str],
    actor: Actor,
    at: datetime,
    elsewhere: bool = False,
) -> None:
    """Take an identity off an account; raises NotFound, LastWay."""
    account = session.scalars(
        sa.select(Account).where(Account.id == account_id).with_for_update()
    ).one()
    link = queries.link(session, account_id=account_id, public_id=public_id)
    if not queries.has_other_way(session, account, link, issuers=issuers, elsewhere=elsewhere):
        raise LastWay("last_way")
    session.delete(link)
    _record(session, account, "identity.unlinked", actor=actor, at=at, provider=link.provider)


def unlink_all(session: Session, *, account_id: int, actor: Actor, at: datetime) -> None:
    """Take every identity off an account that ends or changes hands."""
    account = accounts.account(session, account_id)
    for link in queries.links(session, account_id):
        session.delete(link)
        _record(session, account, "identity.unlinked", actor=actor, at=at, provider=link.provider)
    session.flush()


def note_refusal(session: Session, *, provider: str, why: str, at: datetime) -> None:
    """Record an answer that was not believed."""
    detail = {"provider": provider, "why": why}
    audit.record(session, action="identity.refused", at=at, actor=PUBLIC, detail=detail)


def _link(
    session: Session, identity: Identity, account: Account, *, actor: Actor, at: datetime
) -> IdentityLink:
    link = IdentityLink(
        account_id=account.id,
        provider=identity.provider,
        issuer=identity.issuer,
        sub=identity.sub,
        acr=identity.acr,
        linked_at=at,
        last_used_at=at,
    )
    try:
        with session.begin_nested():
            session.add(link)
    except IntegrityError:  # somebody attached it a moment ago
        raise AlreadyLinked("already_linked") from None
    _record(session, account, "identity.linked", actor=actor, at=at, provider=identity.provider)
    return link


def _address(text: str | None) -> str | None:
    try:
        return email_address(text) if text else None
    except Invalid:
        return None


def _free_identifier(session: Session) -> str:
    identifier = account_identifier()
    while accounts.find_by_identifier(session, identifier) is not None:
        identifier = account_identifier()
    return identifier


def _record(
    session: Session, account: Account, action: str, *, actor: Actor, at: datetime, provider: str
) -> None:
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        person_id=account.person_id,
        object_kind="account",
        object_id=account.id,
        detail={"provider": provider},
    )
