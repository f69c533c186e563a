"""Make cards, print them again, check the codes typed from them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts import passphrases
from inclusion.accounts import queries as accounts
from inclusion.accounts import service as accounts_service
from inclusion.accounts.models import Account
from inclusion.accounts.service import WrongCredentials
from inclusion.actors import Actor
from inclusion.counter import queries
from inclusion.counter.models import Card
from inclusion.counter.rules import ACTIVATION_LASTS, ACTIVATION_TRIES, Gone
from inclusion.counter.service.journal import agent_of, citizen, record
from inclusion.errors import Conflict, Expired, Forbidden, NotFound
from inclusion.settings import Argon2Cost
from inclusion.tokens import card_code, read_card_code

SERIAL_LENGTH = 6


class NotReprintable(Conflict):
    """The card serves already: another one is a recovery."""


class ActivationOver(Expired):
    """The card was activated, remade or left too long."""


class Blocked(Forbidden):
    """The codes are right, and the account is blocked."""


class IsActivationCode(Conflict):
    """The code of the paper was chosen as the lasting secret."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A fresh code and its hash, made before the transaction since hashing takes a while."""

    code: str
    hashed: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A card with its code, the only time that it is known."""

    card: Card
    account: Account
    code: str


def draw(cost: Argon2Cost) -> Drawn:
    """Draw a code of 50 random bits."""
    code = card_code()
    return Drawn(code, passphrases.hashed(code, cost=cost))


def issue(
    session: Session,
    *,
    account: Account,
    drawn: Drawn,
    actor: Actor,
    at: datetime,
    place_id: int | None = None,
    because: Gone = Gone.REMADE,
) -> Issued:
    """Make the card of a locked account; the one before is dead."""
    if actor.account_id is None or actor.structure_id is None:
        raise Forbidden("no_structure")
    kill(session, account_id=account.id, because=because, at=at)
    made = Card(
        account_id=account.id,
        serial=_free_serial(session),
        activation_hash=drawn.hashed,
        activation_until=at + ACTIVATION_LASTS,
        issued_by_id=actor.account_id,
        structure_id=actor.structure_id,
        place_id=place_id,
        issued_at=at,
    )
    session.add(made)
    session.flush()
    return Issued(made, account, drawn.code)


def kill(session: Session, *, account_id: int, at: datetime, because: Gone = Gone.ENDED) -> None:
    """Make the card of an account dead, if it has one."""
    session.execute(
        sa.update(Card)
        .where(Card.account_id == account_id, Card.revoked_at.is_(None))
        .values(revoked_at=at, reason=because)
    )


def reprint(
    session: Session,
    *,
    account_id: int,
    drawn: Drawn,
    actor: Actor,
    at: datetime,
    place_id: int | None = None,
) -> Issued:
    """Print again a card that never served: new code, the old card is dead.

    Raises NotFound for another structure's card, NotReprintable once it serves.
    """
    agent_of(session, actor)
    account, _person = citizen(session, account_id)
    card = queries.live_card(session, account.id)
    if card is None or card.structure_id != actor.structure_id:
        raise NotFound("card")
    if card.activated_at is not None or account.passphrase_hash or account.blocked_at:
        raise NotReprintable("reprint")
    made = issue(
        session,
        account=account,
        drawn=drawn,
        actor=actor,
        at=at,
        place_id=place_id,
        because=Gone.REPRINTED,
    )
    record(session, account, "account.card_reprinted", actor=actor, at=at)
    return made


def take_try(session: Session, *, identifier: str, at: datetime) -> Card | None:
    """Count a try against the card that awaits its activation; None when there is none.

    The caller commits, then compares: a wrong code is counted even if the process dies.
    """
    account = accounts.find_by_identifier(session, identifier)
    if account is None or accounts.find_open(session, account.id) is None:
        return None
    taken = session.execute(
        sa.update(Card)
        .where(
            Card.account_id == account.id,
            Card.revoked_at.is_(None),
            Card.activated_at.is_(None),
            Card.activation_until > at,
            Card.activation_tries < ACTIVATION_TRIES,
        )
        .values(activation_tries=Card.activation_tries + 1)
        .returning(Card.id)
    ).scalar()
    return session.get(Card, taken) if taken is not None else None


def is_right(code: str, stored: str | None, *, cost: Argon2Cost) -> bool:
    """Tell whether the signs typed are those of a card; the same work without a card."""
    return passphrases.is_right(read_card_code(code), stored, cost=cost)


def forgive_tries(session: Session, *, card_id: int) -> None:
    """Forget the tries: the right code came."""
    session.execute(sa.update(Card).where(Card.id == card_id).values(activation_tries=0))


def activate_with_passphrase(
    session: Session, *, card_id: int, passphrase: str, cost: Argon2Cost, at: datetime
) -> Account:
    """Activate a card: its owner enters with a passphrase from now on.

    Raises ActivationOver, IsActivationCode, WeakPassphrase.
    """
    account, card = _activate(session, card_id, at)
    if is_right(passphrase, card.activation_hash, cost=cost):
        raise IsActivationCode("activation_code", field="passphrase")
    owner = Actor(account.id, account.role.value)
    accounts_service.set_passphrase(
        session, account_id=account.id, new=passphrase, cost=cost, at=at, actor=owner
    )
    return account


def activate_with_code(session: Session, *, card_id: int, drawn: Drawn, at: datetime) -> Issued:
    """Activate a card: its owner enters with a lasting code; raises ActivationOver."""
    account, card = _activate(session, card_id, at)
    card.code_hash = drawn.hashed
    return Issued(card, account, drawn.code)


def check_code(session: Session, *, identifier: str, code: str, cost: Argon2Cost) -> Account:
    """Return the account of a number and its card's code.

    Raises WrongCredentials after the same work whether the account, the card and its code exist
    or not; Blocked when all is right and the account is blocked.
    """
    account = accounts.find_by_identifier(session, identifier)
    card = queries.live_card(session, account.id) if account else None
    stored = card.code_hash if card and card.activated_at else None
    if not is_right(code, stored, cost=cost) or account is None:
        raise WrongCredentials("wrong_credentials")
    if accounts.find_open(session, account.id) is None:
        raise Blocked("blocked")
    return account


def _activate(session: Session, card_id: int, at: datetime) -> tuple[Account, Card]:
    """Take the one activation of a card: of two at once, the database lets one have it."""
    card = queries.card(session, card_id)
    if card is None:
        raise ActivationOver("activation")
    account, _person = citizen(session, card.account_id)
    taken = session.execute(
        sa.update(Card)
        .where(
            Card.id == card_id,
            Card.revoked_at.is_(None),
            Card.activated_at.is_(None),
            Card.activation_until > at,
        )
        .values(activated_at=at)
        .returning(Card.id)
    ).scalar()
    if taken is None or accounts.find_open(session, account.id) is None:
        raise ActivationOver("activation")
    session.refresh(card)
    owner = Actor(account.id, account.role.value)
    record(session, account, "account.card_activated", actor=owner, at=at)
    return account, card


def _free_serial(session: Session) -> str:
    serial = card_code(SERIAL_LENGTH)
    while session.scalar(sa.select(Card.id).where(Card.serial == serial)):
        serial = card_code(SERIAL_LENGTH)
    return serial
