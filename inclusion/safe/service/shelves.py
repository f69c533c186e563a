"""What a safe holds: its rows, held against the index that only its owner can write.

The index is an object of the store, written anew at each change under a new key, and the old one
is deleted: a database put back to an older day names an index that is gone. It is sealed to the
owner, lists every paper with its key, and so opens a whole safe at once.
"""

import contextlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.clock import utc_now
from inclusion.crypto import CannotOpen
from inclusion.db import after_commit
from inclusion.errors import Conflict
from inclusion.safe import envelope, journal, queries
from inclusion.safe.envelope import Index, Listed
from inclusion.safe.models import Safe, SafeDocument, SafeJournal
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Act, Channel, DocumentState
from inclusion.safe.rules.shelf import Facts, Fault, Found, compared
from inclusion.storage import ObjectMissing, Store, new_key
from inclusion.tokens import digest


class Changed(Conflict):
    """Somebody changed this safe outside: its owner must look before anything else is done."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The papers of an open safe by state, the newest first, and what is wrong with it.

    lost: the names of papers that the index lists and that are gone.
    """

    kept: list[Paper]
    to_sort: list[Paper]
    binned: list[Paper]
    replaced: list[Paper]
    faults: list[Found]
    lost: dict[str, str]

    @property
    def papers(self) -> list[Paper]:
        """Return every paper that opens."""
        return [*self.to_sort, *self.kept, *self.binned, *self.replaced]


def read(session: Session, store: Store, opened: Opened, *, at: datetime) -> Shelf:
    """Return what an open safe holds, checked against its index.

    While others write, faults are only sure when the safe is held (`journal.locked`).
    """
    rows = _rows(session, opened.safe.id)
    try:
        index = _load(store, opened)
    except _Faulty as faulty:
        return _without_index(rows, opened, faulty.fault)
    faults = _faults(session, opened.safe, index, rows, at)
    altered = {found.document for found in faults if found.fault is Fault.PAPER_ALTERED}
    papers = []
    for row in rows:
        listed = index.papers.get(row.public_id)
        if listed is not None and row.public_id not in altered:
            papers.append(Paper(row, listed.key, listed.metadata))
        elif listed is None:
            papers += _opened_one_by_one([row], opened, faults)
    lost = {
        found.document: index.papers[found.document].metadata.name
        for found in faults
        if found.document in index.papers
        and found.fault in {Fault.PAPER_MISSING, Fault.PAPER_ALTERED}
    }
    return _shelf(papers, faults, lost)


def start(session: Session, store: Store, opened: Opened) -> None:
    """Write the first index of a safe just made."""
    safe = opened.safe
    _save(session, store, opened, Index(0, safe.journal_length, safe.journal_head, {}))


@contextmanager
def changing(
    session: Session,
    store: Store,
    opened: Opened,
    *,
    at: datetime | None = None,
    becomes: str | None = None,
) -> Iterator[dict[str, Listed]]:
    """Hold a safe, yield what its index lists to be changed, then write the index anew.

    Rows are changed, and the journal written, inside the block. becomes: the identity that the
    safe has from now on. Raises Changed when the safe is not as its owner left it.
    """
    opened = replace(opened, safe=journal.locked(session, opened.safe.id))
    try:
        index = _load(store, opened)
    except _Faulty as faulty:
        raise Changed(faulty.fault.value) from None
    rows = _rows(session, opened.safe.id)
    for found in _faults(session, opened.safe, index, rows, at or utc_now()):
        raise Changed(found.fault.value)
    papers = dict(index.papers)
    yield papers
    session.flush()
    safe = opened.safe
    _save(
        session,
        store,
        replace(opened, identity=becomes or opened.identity),
        Index(index.count + 1, safe.journal_length, safe.journal_head, papers),
    )


def accept(session: Session, store: Store, opened: Opened, *, at: datetime) -> None:
    """Take the safe as it now stands: its owner saw what was wrong."""
    opened = replace(opened, safe=journal.locked(session, opened.safe.id))
    shelf = read(session, store, opened, at=at)
    journal.append(session, safe_id=opened.safe.id, act=Act.FAULT_ACCEPTED, at=at)
    papers = {
        paper.public_id: listed(paper)
        for paper in shelf.papers
        if paper.row.state is not DocumentState.TO_SORT
    }
    safe = opened.safe
    count = safe.index_count + 1
    _save(session, store, opened, Index(count, safe.journal_length, safe.journal_head, papers))


def adopt(session: Session, store: Store, opened: Opened, *, at: datetime) -> bool:
    """Give an index to a safe of scheme 1, which had none; tell whether that was done.

    Only when every paper was sealed by scheme 1, and those of the journal are all there: else
    somebody took the index away.
    """
    opened = replace(opened, safe=journal.locked(session, opened.safe.id))
    safe, rows = opened.safe, _rows(session, opened.safe.id)
    if safe.scheme >= envelope.SCHEME or safe.index_key is not None or safe.index_count:
        return False
    try:
        papers = [queries.opened_paper(row, opened.identity) for row in rows]
        is_old = all(
            envelope.scheme_of(paper.row.sealed_metadata, identity=paper.identity) == 1
            for paper in papers
        )
    except CannotOpen:
        return False
    if not is_old or {row.public_id for row in rows} != _journalled(session, safe.id):
        return False
    safe.scheme = envelope.SCHEME
    journal.append(
        session,
        safe_id=safe.id,
        act=Act.MAINTAINED,
        at=at,
        channel=Channel.OPERATOR,
        reason="scheme_2",
    )
    entries = {paper.public_id: listed(paper) for paper in papers}
    _save(session, store, opened, Index(1, safe.journal_length, safe.journal_head, entries))
    return True


def listed(paper: Paper) -> Listed:
    """Return what the index says of a paper as its row now stands."""
    row = paper.row
    return Listed(
        key=paper.identity,
        sealed_sha256=digest(row.sealed_metadata),
        metadata=paper.metadata,
        state=row.state.value,
        binned_at=row.binned_at.isoformat() if row.binned_at else "",
    )


def _journalled(session: Session, safe_id: int) -> set[str]:
    """Return the papers that a journal says are there."""
    documents: set[str] = set()
    for entry in reversed(queries.entries(session, safe_id, limit=sys.maxsize)):
        if entry.act is Act.DEPOSITED and entry.document:
            documents.add(entry.document)
        elif entry.act is Act.ERASED:
            documents.discard(entry.document)
    return documents


class _Faulty(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


def _load(store: Store, opened: Opened) -> Index:
    safe = opened.safe
    if safe.index_key is None:
        raise _Faulty(Fault.INDEX_MISSING)
    try:
        with store.open(safe.index_key) as file:
            sealed = file.read()
        index = envelope.open_index(sealed, identity=opened.identity)
    except ObjectMissing:
        raise _Faulty(Fault.INDEX_MISSING) from None
    except CannotOpen:
        raise _Faulty(Fault.INDEX_ALTERED) from None
    if index.count != safe.index_count or digest(sealed) != safe.index_sha256:
        raise _Faulty(Fault.INDEX_ALTERED)
    return index


def _save(session: Session, store: Store, opened: Opened, index: Index) -> None:
    safe, old = opened.safe, opened.safe.index_key
    sealed = envelope.seal_index(index, identity=opened.identity)
    key = new_key()
    store.put(key, BytesIO(sealed))
    safe.index_key, safe.index_sha256, safe.index_count = key, digest(sealed), index.count
    session.flush()
    if old is not None:
        after_commit(session, lambda: forget(store, [old]))


def forget(store: Store, keys: list[str]) -> None:
    """Delete objects that no row names any more; what stays behind is an orphan, and is swept."""
    for key in keys:
        with contextlib.suppress(OSError):
            store.delete(key)


def _rows(session: Session, safe_id: int) -> list[SafeDocument]:
    return list(
        session.scalars(
            sa.select(SafeDocument)
            .where(SafeDocument.safe_id == safe_id)
            .order_by(SafeDocument.deposited_at.desc(), SafeDocument.id.desc())
            .execution_options(populate_existing=True)  # as they stand once the safe is held
        )
    )


def _faults(
    session: Session, safe: Safe, index: Index, rows: list[SafeDocument], at: datetime
) -> list[Found]:
    return _journal_faults(session, safe, index) + compared(
        {document: _listed_facts(listed) for document, listed in index.papers.items()},
        {row.public_id: _row_facts(row) for row in rows},
        at=at,
    )


def _journal_faults(session: Session, safe: Safe, index: Index) -> list[Found]:
    head = session.scalar(
        sa.select(SafeJournal.hash).where(
            SafeJournal.safe_id == safe.id, SafeJournal.seq == index.journal_length
        )
    )
    if head == index.journal_head and safe.journal_length >= index.journal_length:
        return []
    return [Found(Fault.JOURNAL_SHORTENED)]


def _without_index(rows: list[SafeDocument], opened: Opened, fault: Fault) -> Shelf:
    faults = [Found(fault)]
    return _shelf(_opened_one_by_one(rows, opened, faults), faults, {})


def _opened_one_by_one(
    rows: list[SafeDocument], opened: Opened, faults: list[Found]
) -> list[Paper]:
    papers = []
    for row in rows:
        try:
            papers.append(queries.opened_paper(row, opened.identity))
        except CannotOpen:
            faults.append(Found(Fault.PAPER_ALTERED, row.public_id))
    return papers


def _shelf(papers: list[Paper], faults: list[Found], lost: dict[str, str]) -> Shelf:
    def those(state: DocumentState) -> list[Paper]:
        return [paper for paper in papers if paper.row.state is state]

    return Shelf(
        kept=those(DocumentState.KEPT),
        to_sort=those(DocumentState.TO_SORT),
        binned=those(DocumentState.BINNED),
        replaced=those(DocumentState.REPLACED),
        faults=faults,
        lost=lost,
    )


def _listed_facts(listed: Listed) -> Facts:
    binned_at = datetime.fromisoformat(listed.binned_at) if listed.binned_at else None
    return Facts(listed.sealed_sha256, DocumentState(listed.state), binned_at)


def _row_facts(row: SafeDocument) -> Facts:
    return Facts(digest(row.sealed_metadata), row.state, row.binned_at)
