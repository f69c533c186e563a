"""The words read in papers: agreed to, taken back, searched. Off until the owner agrees."""

from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO

from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.contact import fold
from inclusion.crypto import CannotOpen
from inclusion.db import after_commit
from inclusion.errors import NotFound
from inclusion.safe import envelope, journal, queries, sealing
from inclusion.safe.custody import Custody
from inclusion.safe.envelope import Listed
from inclusion.safe.models import SafeDocument
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Act, BlobKind
from inclusion.safe.rules import search as rules
from inclusion.safe.rules.search import Hit, Spot
from inclusion.safe.service import shelves
from inclusion.storage import Store
from inclusion.tokens import digest

MOST_WORDS = 10


@dataclass(frozen=True, slots=True)
class Result:
    """A paper that holds every word, and where."""

    paper: Paper
    hit: Hit


def agree(session: Session, *, opened: Opened, at: datetime) -> None:
    """Let the words of what is put in from now on be read."""
    safe = journal.locked(session, opened.safe.id)
    if safe.text_agreed_at is None:
        safe.text_agreed_at = at
        journal.append(session, safe_id=safe.id, act=Act.TEXT_AGREED, at=at)


def take_back(session: Session, *, custody: Custody, opened: Opened, at: datetime) -> None:
    """Read no more words, and erase those that were read, of every paper; raises Changed."""
    with shelves.changing(session, custody.store, opened, at=at) as papers:
        safe = journal.locked(session, opened.safe.id)
        if safe.text_agreed_at is not None:
            safe.text_agreed_at = None
            journal.append(session, safe_id=safe.id, act=Act.TEXT_REFUSED, at=at)
        rows = queries.documents_with(session, safe.id, BlobKind.TEXT)
        erased = [_without_text(session, row, papers, opened) for row in rows]
        after_commit(session, lambda: shelves.forget(custody.store, erased))


def searched(session: Session, store: Store, papers: list[Paper], typed: str) -> list[Result]:
    """Return the papers that hold every word typed, in their order. Nothing of it is kept."""
    words = fold(typed).split()[:MOST_WORDS]
    if not words:
        return []
    results = []
    for paper in papers:
        hit = _hit(session, store, paper, words)
        if hit is not None:
            results.append(Result(paper, hit))
    return results


def _hit(session: Session, store: Store, paper: Paper, words: list[str]) -> Hit | None:
    """Look in what is said of a paper first: its text is opened only when that is not enough."""
    said = paper.metadata
    texts = {Spot.NAME: said.name, Spot.FOLDER: said.folder, Spot.NOTE: said.note}
    hit = rules.found(words, texts, fold)
    if hit is not None:
        return hit
    text = _text(session, store, paper)
    return rules.found(words, {**texts, Spot.TEXT: text}, fold) if text else None


def _text(session: Session, store: Store, paper: Paper) -> str:
    sink = BytesIO()
    try:
        blob = queries.own_blob(session, paper, BlobKind.TEXT)
        sealing.opened(
            store, blob.store_key, sink, identity=paper.identity, sha256=blob.sealed_sha256
        )
    except (NotFound, CannotOpen):
        return ""
    return sink.getvalue().rstrip(b"\0").decode("utf-8", "replace")


def _without_text(
    session: Session, row: SafeDocument, papers: dict[str, Listed], opened: Opened
) -> str:
    """Erase the row of a paper's text, say so in what is sealed of it, and return its key."""
    text = queries.blob(session, row.id, BlobKind.TEXT)
    store_key = text.store_key
    session.delete(text)
    session.flush()
    listed = papers.get(row.public_id)
    paper = _known(row, listed, opened)
    if paper is not None:
        metadata = queries.described_anew(session, paper)
        row.sealed_metadata = envelope.seal_metadata(
            metadata, recipient=crypto.recipient_of(paper.identity)
        )
        if listed is not None:
            papers[row.public_id] = replace(
                listed, sealed_sha256=digest(row.sealed_metadata), metadata=metadata
            )
    return store_key


def _known(row: SafeDocument, listed: Listed | None, opened: Opened) -> Paper | None:
    if listed is not None:
        return Paper(row, listed.key, listed.metadata)
    try:
        return queries.opened_paper(row, opened.identity)
    except CannotOpen:
        return None
