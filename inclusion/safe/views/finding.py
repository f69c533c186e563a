"""Find a paper of the open safe, and open one of its objects."""

from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from inclusion import spool
from inclusion.crypto import CannotOpen
from inclusion.errors import NotFound, Unavailable
from inclusion.safe import queries, sealing
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Act, BlobKind, DocumentState
from inclusion.safe.service import noting
from inclusion.safe.service.shelves import Shelf
from inclusion.safe.views.opened import shelf
from inclusion.storage import ObjectMissing
from inclusion.web.session import now, reading, store, transaction

IN_MEMORY_BYTES = 1 << 20
MOST_FOLDERS = 50


def find_paper(found: Opened, document: str, *states: DocumentState) -> Paper:
    """Return a paper of the open safe, in one of these states if any is said.

    A paper of another safe is not found, and its owner is told.
    """
    return the_paper(shelf(found), document, *states)


def the_paper(kept: Shelf, document: str, *states: DocumentState) -> Paper:
    """Do the same among papers already read."""
    paper = next((paper for paper in kept.papers if paper.public_id == document), None)
    if paper is not None:
        if states and paper.row.state not in states:
            raise NotFound("document")
        return paper
    if any(fault.document == document for fault in kept.faults):
        raise Unavailable("document_damaged")
    with transaction() as session:
        noting.note_stranger(session, document=document, at=now())
    raise NotFound("document")


def folders(kept: Shelf) -> list[str]:
    """Return the folders of the papers that are kept, in order."""
    found = {paper.metadata.folder for paper in kept.kept} - {""}
    return sorted(found, key=str.casefold)[:MOST_FOLDERS]


def content(paper: Paper, kind: BlobKind, position: int = 0) -> BinaryIO:
    """Return an object in clear, whole and checked, in memory or a nameless private file."""
    spooled = SpooledTemporaryFile(IN_MEMORY_BYTES, dir=spool.home())  # noqa: SIM115 - sent later
    sink = cast(BinaryIO, spooled)
    try:
        with reading() as session:
            blob = queries.own_blob(session, paper, kind, position)
        sealing.opened(
            store(), blob.store_key, sink, identity=paper.identity, sha256=blob.sealed_sha256
        )
    except (CannotOpen, ObjectMissing):
        sink.close()
        raise Unavailable("document_damaged") from None
    except NotFound:
        sink.close()
        raise
    sink.seek(0)
    return sink


def body(paper: Paper) -> BinaryIO:
    """Return the paper as it came, without what pads it."""
    return _cut(content(paper, BlobKind.BODY), paper.metadata.size_bytes)


def original(paper: Paper, position: int) -> BinaryIO:
    """Return a photo as it came, where the person asked to keep it."""
    if position >= len(paper.metadata.original_bytes):
        raise NotFound("blob")
    sizes = paper.metadata.original_bytes
    return _cut(content(paper, BlobKind.ORIGINAL, position), sizes[position])


def note(found: Opened, act: Act, document: str) -> None:
    """Write in the journal that a paper was looked at or downloaded."""
    with transaction() as session:
        noting.note(session, safe_id=found.safe.id, act=act, at=now(), document=document)


def _cut(stream: BinaryIO, size_bytes: int) -> BinaryIO:
    stream.truncate(size_bytes)
    stream.seek(0)
    return stream
