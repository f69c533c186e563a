"""What is done to safes without their owners: empty the bins, sweep what a broken deposit left."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from inclusion.db import after_commit, read_session
from inclusion.safe import journal, queries
from inclusion.safe.models import Safe, SafeBlob, SafeDocument, SafeUploadPart
from inclusion.safe.rules import ORPHAN_AGE, Act, BlobKind, Channel, DocumentState
from inclusion.safe.rules.shelf import BIN_TIME
from inclusion.safe.service.shelves import forget
from inclusion.storage import Store


def empty_bins(session: Session, *, store: Store, at: datetime) -> int:
    """Erase what has been in the bin for 30 days; return how many papers."""
    rows = session.scalars(
        sa.select(SafeDocument).where(
            SafeDocument.state == DocumentState.BINNED, SafeDocument.binned_at <= at - BIN_TIME
        )
    ).all()
    for row in rows:
        safe_id, document = row.safe_id, row.public_id
        if sa.inspect(row).persistent:
            erase_rows(session, store, row)
            journal.append(
                session,
                safe_id=safe_id,
                act=Act.ERASED,
                at=at,
                document=document,
                channel=Channel.OPERATOR,
                reason="bin",
            )
    return len(rows)


def sweep_orphans(engine: Engine, store: Store, at: datetime) -> int:
    """Delete objects that no row speaks of, once they are old enough not to be in the making."""
    with read_session(engine) as session:
        known = set(session.scalars(sa.select(SafeBlob.store_key)))
        known |= set(session.scalars(sa.select(Safe.index_key)))
        known |= set(session.scalars(sa.select(SafeUploadPart.store_key)))
    kept = store.keys()
    orphans = [key for key in kept if key not in known and store.stored_at(key) < at - ORPHAN_AGE]
    for key in orphans:
        store.delete(key)
    store.tidy(before=at - ORPHAN_AGE)
    return len(orphans)


def erase_rows(session: Session, store: Store, row: SafeDocument) -> dict[str, str]:
    """Erase the rows of a paper and its older versions, and their objects once that is kept.

    Return the hash of each body as it was sealed, by reference.
    """
    erased: dict[str, str] = {}
    keys: list[str] = []
    for one in (row, *queries.versions(session, row)):
        blobs = session.scalars(sa.select(SafeBlob).where(SafeBlob.document_id == one.id)).all()
        keys += [blob.store_key for blob in blobs]
        erased[one.public_id] = queries.blob(session, one.id, BlobKind.BODY).sealed_sha256
        for blob in blobs:
            session.delete(blob)
        session.flush()
        session.delete(one)
        session.flush()
    after_commit(session, lambda: forget(store, keys))
    return erased
