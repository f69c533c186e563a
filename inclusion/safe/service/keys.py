"""The keys of a safe: made once, unwrapped by the phrase or the card, wrapped anew."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.crypto import CannotOpen
from inclusion.errors import Conflict, Invalid
from inclusion.safe import envelope, journal, queries
from inclusion.safe.envelope import Stretch
from inclusion.safe.models import Safe, SafeWrap
from inclusion.safe.queries import Opened
from inclusion.safe.rules import Act, Untried, WrapKind, card, terms
from inclusion.safe.service import shelves
from inclusion.settings import Settings
from inclusion.storage import Store
from inclusion.tokens import public_id


class WrongKey(Invalid):
    """The passphrase or the card does not open this safe."""


class KeyReplaced(Conflict):
    """The safe's public key is not that of its identity: somebody changed the row."""


class AlreadyThere(Conflict):
    """The account has a safe."""


@dataclass(frozen=True, slots=True)
class Created:
    """A safe just made: its identity, and the card to show once."""

    safe: Safe
    identity: str = field(repr=False)
    card: str = field(repr=False)

    def opened(self, at: datetime) -> Opened:
        """Return it as its maker has it open."""
        return Opened(self.safe, self.identity, closes_at=at)


def create(
    session: Session,
    *,
    account_id: int,
    passphrase: str,
    settings: Settings,
    store: Store,
    at: datetime,
) -> Created:
    """Make a safe whose identity only the passphrase and the card can unwrap.

    Raises AlreadyThere.
    """
    identity, drawn = crypto.new_identity(), envelope.new_card()
    safe = Safe(
        public_id=public_id(),
        account_id=account_id,
        scheme=envelope.SCHEME,
        public_key=crypto.recipient_of(identity),
        card_fingerprint=drawn.fingerprint,
        terms_version=terms.VERSION,
        created_at=at,
    )
    try:
        with session.begin_nested():
            session.add(safe)
            session.flush()
    except IntegrityError:
        raise AlreadyThere("safe") from None
    _wrap_by_passphrase(session, safe, identity, passphrase=passphrase, settings=settings, at=at)
    _wrap_by_card(session, safe, identity, drawn, at)
    journal.append(session, safe_id=safe.id, act=Act.CREATED, at=at)
    created = Created(safe, identity, drawn.text)
    shelves.start(session, store, created.opened(at))
    return created


def unwrap_by_passphrase(
    session: Session, safe: Safe, *, passphrase: str, settings: Settings
) -> str:
    """Return the identity that a passphrase unwraps; raises WrongKey, KeyReplaced."""
    row = queries.wrap(session, safe.id, WrapKind.PASSPHRASE)
    key = envelope.passphrase_identity(
        passphrase,
        stretch=Stretch(**row.stretch),
        pepper=settings.secrets.pepper,
        safe=safe.public_id,
    )
    return _unwrapped(safe, row, key)


def unwrap_by_card(session: Session, safe: Safe, *, text: str) -> str:
    """Return the identity that a rescue card unwraps; raises WrongKey, KeyReplaced."""
    secret = card.read(text)
    if secret is None or envelope.card_fingerprint(secret) != safe.card_fingerprint:
        raise WrongKey("card")
    row = queries.wrap(session, safe.id, WrapKind.CARD)
    return _unwrapped(safe, row, envelope.card_identity(secret))


def renew(
    session: Session,
    *,
    safe_id: int,
    identity: str,
    passphrase: str,
    settings: Settings,
    at: datetime,
) -> str:
    """Wrap the identity again to the present passphrase and to a new card; return the card.

    The old passphrase and the old card open nothing more. Raises KeyReplaced.
    """
    safe = held(session, safe_id, identity)
    text = wrap_anew(session, safe, identity, passphrase=passphrase, settings=settings, at=at)
    journal.append(session, safe_id=safe.id, act=Act.CARD_RENEWED, at=at)
    return text


def change_passphrase(
    session: Session,
    *,
    safe_id: int,
    identity: str,
    passphrase: str,
    settings: Settings,
    at: datetime,
) -> None:
    """Let another passphrase open the safe; the one before opens nothing. Raises KeyReplaced."""
    safe = held(session, safe_id, identity)
    session.execute(
        sa.delete(SafeWrap).where(SafeWrap.safe_id == safe.id, SafeWrap.kind == WrapKind.PASSPHRASE)
    )
    _wrap_by_passphrase(session, safe, identity, passphrase=passphrase, settings=settings, at=at)
    journal.append(session, safe_id=safe.id, act=Act.PASSPHRASE_CHANGED, at=at)


def try_card(session: Session, safe: Safe, *, text: str, at: datetime) -> None:
    """Note that a card opens the safe: it is not used up, and stays good. Raises WrongKey."""
    unwrap_by_card(session, safe, text=text)
    row = journal.append(session, safe_id=safe.id, act=Act.CARD_TRIED, at=at)
    row.card_tried_at, row.card_untried = at, None


def leave_untried(session: Session, safe: Safe, *, reason: Untried, at: datetime) -> None:
    """Note that the owner leaves without having tried their card, and why."""
    row = journal.append(
        session, safe_id=safe.id, act=Act.CARD_NOT_TRIED, at=at, reason=reason.value
    )
    row.card_untried = reason


def wrap_anew(
    session: Session,
    safe: Safe,
    identity: str,
    *,
    passphrase: str,
    settings: Settings,
    at: datetime,
) -> str:
    """Replace every wrap of a safe that is held; return its new card."""
    drawn = envelope.new_card()
    session.execute(sa.delete(SafeWrap).where(SafeWrap.safe_id == safe.id))
    _wrap_by_passphrase(session, safe, identity, passphrase=passphrase, settings=settings, at=at)
    _wrap_by_card(session, safe, identity, drawn, at)
    safe.card_fingerprint = drawn.fingerprint
    safe.card_used_at = safe.card_tried_at = safe.card_untried = None
    session.flush()
    return drawn.text


def held(session: Session, safe_id: int, identity: str) -> Safe:
    """Return the safe, held; raises KeyReplaced when this is its identity no more."""
    safe = journal.locked(session, safe_id)
    if crypto.recipient_of(identity) != safe.public_key:
        raise KeyReplaced("safe")
    return safe


def _unwrapped(safe: Safe, row: SafeWrap, key: str) -> str:
    try:
        identity = envelope.unwrap(row.wrapped, identity=key)
    except CannotOpen:
        raise WrongKey(row.kind.value) from None
    if crypto.recipient_of(identity) != safe.public_key:
        raise KeyReplaced("safe")
    return identity


def _wrap_by_passphrase(
    session: Session,
    safe: Safe,
    identity: str,
    *,
    passphrase: str,
    settings: Settings,
    at: datetime,
) -> None:
    stretch = Stretch.fresh(settings.argon2)
    key = envelope.passphrase_identity(
        passphrase, stretch=stretch, pepper=settings.secrets.pepper, safe=safe.public_id
    )
    wrapped = envelope.wrap(identity, recipient=crypto.recipient_of(key))
    session.add(
        SafeWrap(
            safe_id=safe.id,
            kind=WrapKind.PASSPHRASE,
            wrapped=wrapped,
            stretch=stretch.as_mapping(),
            created_at=at,
        )
    )


def _wrap_by_card(
    session: Session, safe: Safe, identity: str, drawn: envelope.Card, at: datetime
) -> None:
    session.add(
        SafeWrap(
            safe_id=safe.id,
            kind=WrapKind.CARD,
            wrapped=envelope.wrap(identity, recipient=drawn.recipient),
            created_at=at,
        )
    )
