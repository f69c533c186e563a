"""Check every safe without opening any: journals, indexes, every stored object."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import SYSTEM
from inclusion.audit.service import record
from inclusion.errors import NotFound
from inclusion.safe import journal, queries
from inclusion.safe.envelope import SCHEME
from inclusion.safe.models import Safe, SafeWrap
from inclusion.storage import Store

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Report:
    """How much was checked, and each fault: what it touches, and what it is."""

    safes: int
    objects: int
    faults: list[tuple[str, str]]


def checked(session: Session, store: Store) -> Report:
    """Follow every journal, and hash every index and every object."""
    faults: list[tuple[str, str]] = []
    safes, blobs = queries.safes(session), queries.blobs(session)
    with_keys = set(session.scalars(sa.select(SafeWrap.safe_id)))
    for safe in safes:
        verdict = journal.verdict(session, safe)
        if verdict.broken is not None:
            name = f"safe {safe.public_id}"
            faults.append((name, f"journal {verdict.broken} at {verdict.at}"))
        fault = _index_fault(store, safe, is_alive=safe.id in with_keys)
        faults += [(f"index {safe.public_id}", fault)] if fault else []
    for blob in blobs:
        fault = _fault(store, blob.store_key, blob.sealed_sha256)
        faults += [(f"object {blob.store_key}", fault)] if fault else []
    return Report(len(safes), len(blobs), faults)


def alert(session: Session, report: Report, *, at: datetime) -> None:
    """Write in our journal that something is wrong: counts, no name."""
    record(
        session,
        action="safe.verify_failed",
        at=at,
        actor=SYSTEM,
        detail={"faults": len(report.faults), "first": list(report.faults[0])},
    )


def _index_fault(store: Store, safe: Safe, *, is_alive: bool) -> str | None:
    if safe.index_key is None:
        return "missing" if is_alive and safe.scheme >= SCHEME else None
    return _fault(store, safe.index_key, safe.index_sha256 or "")


def _fault(store: Store, key: str, sha256: str) -> str | None:
    found = hashlib.sha256()
    try:
        with store.open(key) as file:
            while content := file.read(CHUNK_BYTES):
                found.update(content)
    except NotFound:
        return "missing"
    return None if found.hexdigest() == sha256 else "altered"
