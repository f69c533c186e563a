"""« Contrôler »: hash every object of a paper, and open its body to nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import SYSTEM
from inclusion.audit.service import record
from inclusion.crypto import CannotOpen
from inclusion.safe import journal, queries, sealing
from inclusion.safe.models import SafeBlob
from inclusion.safe.queries import Paper
from inclusion.safe.rules import Act, BlobKind, Outcome
from inclusion.storage import ObjectMissing, Store

BATCH_BYTES = 200_000_000
BATCH_PAPERS = 200


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step checked: how many papers, and the references of those that are damaged."""

    count: int
    damaged: list[str]


def check_batch(session: Session, store: Store, papers: Sequence[Paper]) -> Batch:
    """Check the first papers, as many as one step takes; at least one."""
    damaged: list[str] = []
    count = weight = 0
    for paper in papers[:BATCH_PAPERS]:
        if count and weight >= BATCH_BYTES:
            break
        count += 1
        weight += paper.metadata.size_bytes
        if not is_whole(session, store, paper):
            damaged.append(paper.public_id)
    return Batch(count, damaged)


def is_whole(session: Session, store: Store, paper: Paper) -> bool:
    """Tell whether every object of a paper is the one that was sealed, and opens to it."""
    sink = _Hash(paper.metadata.size_bytes)
    try:
        body = queries.own_blob(session, paper, BlobKind.BODY)
        sealing.opened(
            store, body.store_key, cast(BinaryIO, sink), identity=paper.identity,
            sha256=body.sealed_sha256,
        )  # fmt: skip
        others = session.scalars(
            sa.select(SafeBlob).where(
                SafeBlob.document_id == paper.row.id, SafeBlob.kind != BlobKind.BODY
            )
        ).all()
        for blob in others:
            sealing.opened(
                store, blob.store_key, cast(BinaryIO, _Hash(0)), identity=paper.identity,
                sha256=blob.sealed_sha256,
            )  # fmt: skip
    except (CannotOpen, ObjectMissing):
        return False
    return sink.hexdigest() == paper.metadata.plain_sha256


def note_checked(
    session: Session, *, safe_id: int, damaged: Sequence[str], count: int, at: datetime
) -> None:
    """Write the result in the safe's journal, and tell us of what is damaged."""
    journal.append(
        session,
        safe_id=safe_id,
        act=Act.VERIFIED,
        at=at,
        outcome=Outcome.REFUSED if damaged else Outcome.DONE,
        reason=f"{count} papers, {len(damaged)} damaged",
    )
    if damaged:
        record(
            session,
            action="safe.damage_found",
            at=at,
            actor=SYSTEM,
            object_kind="safe",
            object_id=safe_id,
            detail={"documents": list(damaged)},
        )


class _Hash:
    """A sink that keeps nothing but the hash of the first bytes: padding follows them."""

    def __init__(self, size: int) -> None:
        self.left, self.hash = size, hashlib.sha256()

    def write(self, content: bytes, /) -> int:
        self.hash.update(content[: self.left])
        self.left -= min(self.left, len(content))
        return len(content)

    def flush(self) -> None:
        pass

    def hexdigest(self) -> str:
        return self.hash.hexdigest()
