"""Create, open and close a safe; put papers in, erase them. Each act is in the safe's journal."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.crypto import CannotOpen
from inclusion.db import read_session
from inclusion.errors import Conflict, Invalid
from inclusion.safe import envelope, journal, queries
from inclusion.safe.envelope import Stretch
from inclusion.safe.models import Safe, SafeBlob, SafeDocument, SafeUnlock, SafeWrap
from inclusion.safe.rules import (
    IDLE,
    LONGEST,
    MOST_DOCUMENTS,
    ORPHAN_AGE,
    Act,
    Channel,
    Outcome,
    WrapKind,
    card,
    openness,
)
from inclusion.safe.sealing import SealedDocument
from inclusion.settings import Settings
from inclusion.storage import LocalStore, Store
from inclusion.tokens import public_id


class WrongKey(Invalid):
    """The passphrase or the card does not open this safe."""


class KeyReplaced(Conflict):
    """The safe's public key is not that of its identity: somebody changed the row."""


class AlreadyThere(Conflict):
    """The account has a safe."""


class Full(Conflict):
    """The safe holds as many papers as it may."""


@dataclass(frozen=True, slots=True)
class Created:
    """A safe just made: its identity, and the card to show once."""

    safe: Safe
    identity: str
    card: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A safe that this visit has open."""

    safe: Safe
    identity: str
    closes_at: datetime


def create(
    session: Session, *, account_id: int, passphrase: str, settings: Settings, at: datetime
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
    return Created(safe, identity, drawn.text)


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


def open_for_visit(
    session: Session, *, safe: Safe, identity: str, visit_ref: str, act: Act, at: datetime
) -> bytes:
    """Keep a safe open for one visit; return the key that only its cookie will hold.

    The row alone opens nothing, and neither does the cookie.
    """
    key = crypto.random_key()
    session.execute(sa.delete(SafeUnlock).where(SafeUnlock.visit_ref == visit_ref))
    session.add(
        SafeUnlock(
            visit_ref=visit_ref,
            safe_id=safe.id,
            sealed_identity=crypto.seal_blob(
                key, identity.encode(), bound_to=_bound(visit_ref, safe.id)
            ),
            opened_at=at,
            idle_until=at + IDLE,
            until=at + LONGEST,
        )
    )
    if act is Act.OPENED_BY_CARD:
        session.execute(sa.update(Safe).where(Safe.id == safe.id).values(card_used_at=at))
    journal.append(session, safe_id=safe.id, act=act, at=at)
    return key


def find_opened(
    session: Session, *, account_id: int, visit_ref: str, key: bytes, at: datetime
) -> Opened | None:
    """Return the safe that a visit has open, None when it closed or the key is not its own."""
    row = session.get(SafeUnlock, visit_ref)
    if row is None or not openness.is_open(idle_until=row.idle_until, until=row.until, at=at):
        return None
    safe = session.get_one(Safe, row.safe_id)
    if safe.account_id != account_id:
        return None
    try:
        identity = crypto.open_blob(
            key, row.sealed_identity, bound_to=_bound(visit_ref, safe.id)
        ).decode()
    except CannotOpen:
        return None
    return Opened(safe, identity, openness.closes_at(opened_at=row.opened_at, used_at=at))


def must_touch(session: Session, *, visit_ref: str, at: datetime) -> bool:
    """Tell whether the idle time is worth writing again."""
    row = session.get(SafeUnlock, visit_ref)
    return row is not None and openness.must_touch(idle_until=row.idle_until, at=at)


def touch(session: Session, *, visit_ref: str, at: datetime) -> None:
    """Put off the idle closing."""
    session.execute(
        sa.update(SafeUnlock).where(SafeUnlock.visit_ref == visit_ref).values(idle_until=at + IDLE)
    )


def close(session: Session, *, safe_id: int, visit_ref: str, at: datetime) -> None:
    """Close the safe of a visit."""
    session.execute(sa.delete(SafeUnlock).where(SafeUnlock.visit_ref == visit_ref))
    journal.append(session, safe_id=safe_id, act=Act.CLOSED, at=at)


def renew_keys(
    session: Session, *, opened: Opened, passphrase: str, settings: Settings, at: datetime
) -> str:
    """Wrap the identity again to the present passphrase and to a new card; return the card.

    The old passphrase and the old card open nothing more.
    """
    safe = session.get_one(Safe, opened.safe.id)
    drawn = envelope.new_card()
    session.execute(sa.delete(SafeWrap).where(SafeWrap.safe_id == safe.id))
    _wrap_by_passphrase(
        session, safe, opened.identity, passphrase=passphrase, settings=settings, at=at
    )
    _wrap_by_card(session, safe, opened.identity, drawn, at)
    safe.card_fingerprint, safe.card_used_at = drawn.fingerprint, None
    session.flush()
    journal.append(session, safe_id=safe.id, act=Act.CARD_RENEWED, at=at)
    return drawn.text


def deposit(
    session: Session,
    *,
    safe_id: int,
    document: SealedDocument,
    at: datetime,
    channel: Channel = Channel.OWNER,
) -> SafeDocument:
    """Write the rows of a paper whose objects are in the store; raises Full.

    When this does not commit, the objects are orphans and are swept.
    """
    if queries.count(session, safe_id) >= MOST_DOCUMENTS:
        raise Full("safe")
    row = SafeDocument(
        public_id=document.public_id,
        safe_id=safe_id,
        sealed_metadata=document.metadata,
        grant=document.grant,
        deposited_at=at,
    )
    session.add(row)
    session.flush()
    session.add_all(
        SafeBlob(
            document_id=row.id,
            kind=blob.kind,
            position=blob.position,
            store_key=blob.store_key,
            sealed_sha256=blob.sha256,
            sealed_bytes=blob.size_bytes,
        )
        for blob in document.blobs
    )
    journal.append(
        session,
        safe_id=safe_id,
        act=Act.DEPOSITED,
        at=at,
        channel=channel,
        document=row.public_id,
    )
    return row


def erase(session: Session, *, safe_id: int, document_id: int, at: datetime) -> list[str]:
    """Erase a paper: its keys, names and rows now; return the store keys to delete after commit."""
    row = session.get_one(SafeDocument, document_id)
    blobs = session.scalars(sa.select(SafeBlob).where(SafeBlob.document_id == document_id)).all()
    keys = [blob.store_key for blob in blobs]
    for blob in blobs:
        session.delete(blob)
    reference = row.public_id
    session.flush()
    session.delete(row)
    session.flush()
    journal.append(session, safe_id=safe_id, act=Act.ERASED, at=at, document=reference)
    return keys


def note(
    session: Session, *, safe_id: int, act: Act, at: datetime, document: str | None = None
) -> None:
    """Record that the owner read or downloaded a paper."""
    journal.append(session, safe_id=safe_id, act=act, at=at, document=document)


def note_refused(session: Session, *, safe_id: int, act: Act, at: datetime) -> None:
    """Record a try that did not open the safe."""
    journal.append(
        session,
        safe_id=safe_id,
        act=act,
        at=at,
        outcome=Outcome.REFUSED,
        channel=Channel.STRANGER,
    )


def drop_closed(session: Session, *, at: datetime) -> None:
    """Delete the rows of safes that closed by themselves."""
    session.execute(
        sa.delete(SafeUnlock).where(sa.or_(SafeUnlock.until <= at, SafeUnlock.idle_until <= at))
    )


def sweep_orphans(engine: Engine, store: Store, at: datetime) -> int:
    """Delete objects that no row speaks of, once they are old enough not to be in the making."""
    with read_session(engine) as session:
        known = set(session.scalars(sa.select(SafeBlob.store_key)))
    kept = store.keys()
    orphans = [key for key in kept if key not in known and store.stored_at(key) < at - ORPHAN_AGE]
    for key in orphans:
        store.delete(key)
    if isinstance(store, LocalStore):
        store.sweep_incoming(before=at - ORPHAN_AGE)
    return len(orphans)


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


def _bound(visit_ref: str, safe_id: int) -> bytes:
    return f"{visit_ref}|{safe_id}".encode()
