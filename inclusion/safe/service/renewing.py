"""Change every key of a safe that somebody else may have opened, or may still open.

At once: the safe's identity, its wraps, the grant of each paper, the index. Then, paper by paper:
the paper's own key, which whoever held the old identity may have kept. A paper is sealed again
under new keys of the store first, then its rows change, then the old objects go: whatever stops
in between, each paper opens.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.crypto import CannotOpen
from inclusion.db import after_commit
from inclusion.safe import envelope, journal, queries, sealing
from inclusion.safe.envelope import Metadata
from inclusion.safe.models import SafeBlob, SafeDocument, SafeUnlock
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Act, BlobKind, Outcome
from inclusion.safe.sealing import SealedBlob, objects_digest
from inclusion.safe.service import keys, shelves
from inclusion.settings import Settings
from inclusion.storage import ObjectMissing, Store
from inclusion.tokens import digest


@dataclass(frozen=True, slots=True)
class Renewed:
    """A safe whose identity has just changed, as its owner has it open, and its new card."""

    opened: Opened
    card: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Resealed:
    """A paper sealed again, that waits for its rows; no blobs when it is damaged.

    before: the hash of the sealed metadata that it was made from.
    """

    paper: Paper
    before: str
    identity: str = field(repr=False)
    blobs: dict[int, SealedBlob]


def renew_identity(
    session: Session,
    *,
    store: Store,
    opened: Opened,
    passphrase: str,
    settings: Settings,
    at: datetime,
) -> Renewed:
    """Give a safe another identity, another card, and close it wherever it is open.

    The old identity, passphrase and card open nothing of what is stored from now on. Raises
    Changed when the safe is not as its owner left it.
    """
    held = replace(opened, safe=keys.held(session, opened.safe.id, opened.identity))
    shelf = shelves.read(session, store, held, at=at)
    if shelf.faults:
        raise shelves.Changed(shelf.faults[0].fault.value)
    identity = crypto.new_identity()
    recipient, safe = crypto.recipient_of(identity), held.safe
    with shelves.changing(session, store, held, becomes=identity):
        for paper in shelf.papers:
            paper.row.grant = envelope.wrap(paper.identity, recipient=recipient)
            paper.row.rekey_due = True
        safe.public_key = recipient
        session.execute(sa.delete(SafeUnlock).where(SafeUnlock.safe_id == safe.id))
        card = keys.wrap_anew(
            session, safe, identity, passphrase=passphrase, settings=settings, at=at
        )
        journal.append(session, safe_id=safe.id, act=Act.KEY_CHANGED, at=at)
    return Renewed(replace(held, identity=identity), card)


def reseal(session: Session, store: Store, paper: Paper, folder: Path) -> Resealed:
    """Seal every object of a paper again, under a new key; folder: a private one, for clear bytes.

    Nothing changes for the paper until `put_back`; without it, the new objects are swept.
    """
    identity = crypto.new_identity()
    recipient = crypto.recipient_of(identity)
    blobs: dict[int, SealedBlob] = {}
    try:
        queries.own_blob(session, paper, BlobKind.BODY)
        for row in queries.blobs_of(session, paper.row.id):
            old = SealedBlob(
                row.kind, row.position, row.store_key, row.sealed_sha256, row.sealed_bytes
            )
            blobs[row.id] = sealing.resealed(
                store, old, folder, identity=paper.identity, recipient=recipient
            )
    except (CannotOpen, ObjectMissing):
        shelves.forget(store, [blob.store_key for blob in blobs.values()])
        blobs = {}
    return Resealed(paper, digest(paper.row.sealed_metadata), identity, blobs)


def put_back(
    session: Session, *, store: Store, opened: Opened, resealed: Sequence[Resealed], at: datetime
) -> list[int]:
    """Let papers be what was sealed again; return the ids of those whose key changed.

    A paper that changed meanwhile stays due. A damaged one keeps its key, and the journal says so.
    """
    changed = []
    with shelves.changing(session, store, opened) as papers:
        for one in resealed:
            row = session.get(SafeDocument, one.paper.row.id, populate_existing=True)
            unused = [blob.store_key for blob in one.blobs.values()]
            if row is not None and row.rekey_due and digest(row.sealed_metadata) == one.before:
                unused = _put_back(session, opened, row, one)
                listed = papers.get(row.public_id)
                if listed is not None and one.blobs:
                    now = queries.opened_paper(row, opened.identity)
                    papers[row.public_id] = replace(shelves.listed(now), binned_at=listed.binned_at)
                changed += [row.id] if one.blobs else []
                _noted(session, opened, row, one, at)
            after_commit(session, partial(shelves.forget, store, unused))
    return changed


def _put_back(session: Session, opened: Opened, row: SafeDocument, new: Resealed) -> list[str]:
    """Change the rows of a paper, or leave it as it is when damaged; return its old store keys."""
    row.rekey_due = False
    if not new.blobs:
        return []
    recipient = crypto.recipient_of(new.identity)
    old_keys = _blobs_replaced(session, row.id, new.blobs)
    metadata = _metadata(new.paper.metadata, list(new.blobs.values()))
    row.sealed_metadata = envelope.seal_metadata(metadata, recipient=recipient)
    row.grant = envelope.wrap(new.identity, recipient=crypto.recipient_of(opened.identity))
    if row.sealed_receipt is not None:
        receipt = crypto.unseal(row.sealed_receipt, identity=new.paper.identity)
        row.sealed_receipt = crypto.seal(receipt, recipient=recipient)
    return old_keys


def _blobs_replaced(session: Session, document_id: int, blobs: dict[int, SealedBlob]) -> list[str]:
    old = []
    for row in queries.blobs_of(session, document_id):
        old.append(row.store_key)
        new = blobs[row.id]
        session.execute(
            sa.update(SafeBlob)
            .where(SafeBlob.id == row.id)
            .values(store_key=new.store_key, sealed_sha256=new.sha256, sealed_bytes=new.size_bytes)
        )
    return old


def _metadata(before: Metadata, blobs: list[SealedBlob]) -> Metadata:
    others = [(b.kind, b.position, b.sha256) for b in blobs if b.kind is not BlobKind.BODY]
    body = next(blob for blob in blobs if blob.kind is BlobKind.BODY)
    return replace(before, sealed_sha256=body.sha256, images_sha256=objects_digest(others))


def _noted(
    session: Session, opened: Opened, row: SafeDocument, new: Resealed, at: datetime
) -> None:
    body = next((blob for blob in new.blobs.values() if blob.kind is BlobKind.BODY), None)
    journal.append(
        session,
        safe_id=opened.safe.id,
        act=Act.REKEYED,
        at=at,
        document=row.public_id,
        sealed_sha256=body.sha256 if body else "",
        outcome=Outcome.DONE if body else Outcome.REFUSED,
    )
