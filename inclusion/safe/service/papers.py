"""Put papers in, erase them, sweep what a broken deposit left; note who looked."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from inclusion.db import read_session
from inclusion.errors import Conflict
from inclusion.safe import journal, queries
from inclusion.safe.models import SafeBlob, SafeDocument
from inclusion.safe.rules import MOST_DOCUMENTS, ORPHAN_AGE, Act, Channel, Outcome
from inclusion.safe.sealing import SealedDocument
from inclusion.storage import LocalStore, Store


class Full(Conflict):
    """The safe holds as many papers as it may."""


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
    journal.locked(session, safe_id)  # so that deposits made together are counted one by one
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


def note_refused(
    session: Session,
    *,
    safe_id: int,
    act: Act,
    at: datetime,
    channel: Channel = Channel.STRANGER,
) -> None:
    """Record an act that was refused: a key that opens nothing, a file that stays outside."""
    journal.append(
        session, safe_id=safe_id, act=act, at=at, outcome=Outcome.REFUSED, channel=channel
    )


def note_stranger(session: Session, *, document: str, at: datetime) -> None:
    """Tell the owner of a paper that the owner of another safe asked for it; nothing if none."""
    row = session.scalar(sa.select(SafeDocument).where(SafeDocument.public_id == document))
    if row is not None:
        note_refused(session, safe_id=row.safe_id, act=Act.READ, at=at)


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
