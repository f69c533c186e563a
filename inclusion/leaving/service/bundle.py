"""The bundle of age files: everything as it is stored, and the way in for the rescue card.

Nothing in it is in clear, but the page that explains and the small program that turns the code of
the card into an age key. The public `age` tool opens the rest.
"""

import hashlib
import inspect
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from sqlalchemy.engine import Engine

from inclusion import crypto, spool
from inclusion.errors import Unavailable
from inclusion.leaving import card_key
from inclusion.leaving.rules import README
from inclusion.leaving.service.archive import described, journal_lines
from inclusion.leaving.service.plan import Line, Piece, Plan
from inclusion.leaving.zipping import CHUNK_BYTES, IN_MEMORY_BYTES, StreamedZip
from inclusion.safe.rules import BlobKind
from inclusion.storage import ObjectMissing, Store

FORMAT = "inclusion.safe.bundle"
VERSION = 1
IDENTITY, MANIFEST, LIST, JOURNAL = "identite.age", "manifeste.age", "liste.age", "journal.age"
CARD_PROGRAM = "carte.py"


@dataclass(frozen=True, slots=True)
class _Written:
    papers: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def sealed(
    plan: Plan, *, engine: Engine, store: Store, readme: Callable[[], str]
) -> Iterator[bytes]:
    """Give the bundle as it is made. No transaction lasts while it is sent."""
    archive, written = StreamedZip(plan.at), _Written(missing=list(plan.lost))
    recipient = crypto.recipient_of(plan.opened.identity)
    try:
        yield from archive.text(README, readme())
        yield from archive.text(CARD_PROGRAM, inspect.getsource(card_key))
        yield from archive.file(IDENTITY, [plan.card_wrap])
        for line in plan.lines:
            yield from _paper(archive, store, line, written)
        journal = (line.encode() for line in journal_lines(engine, plan.opened.safe.id))
        for path, content in (
            (LIST, _list(written)),
            (MANIFEST, [_manifest(plan, written)]),
            (JOURNAL, journal),
        ):
            yield from archive.file(path, _sealed(content, recipient))
        yield from archive.end()
    finally:
        archive.close()


def _paper(archive: StreamedZip, store: Store, line: Line, written: _Written) -> Iterator[bytes]:
    """Write the key of a paper, its objects as they are stored, and its receipt."""
    folder, row = f"papiers/{line.number:04}", line.paper.row
    key, files = f"{folder}/cle.age", list[dict[str, Any]]()
    yield from archive.file(key, [row.grant])
    for number, piece in enumerate(line.pieces):
        stored = _Stored(store, piece)
        path = f"{folder}/{number or 'contenu'}.age"
        if stored.is_there():
            yield from archive.file(path, stored)
            files.append(_file(line, piece, key, path))
        if not stored.is_whole:
            written.missing.append(line.paper.metadata.name)
    if row.sealed_receipt is not None:
        path, size = f"{folder}/recu.age", len(row.sealed_receipt)
        yield from archive.file(path, [row.sealed_receipt])
        said = {"key": key, "sealed": path, "path": line.receipt_path, "size_bytes": size}
        files.append({**said, "sha256": ""})
    written.papers.append(described(line, files, line.receipt_path if row.sealed_receipt else ""))


def _file(line: Line, piece: Piece, key: str, path: str) -> dict[str, Any]:
    is_body = piece.kind is BlobKind.BODY
    return {
        "key": key,
        "sealed": path,
        "path": piece.path,
        "size_bytes": piece.sealed_bytes if piece.size_bytes is None else piece.size_bytes,
        "sha256": line.paper.metadata.plain_sha256 if is_body else "",
    }


class _Stored:
    """Gives an object as it is stored, and says afterwards whether it was whole."""

    def __init__(self, store: Store, piece: Piece) -> None:
        self.store, self.piece, self.is_whole = store, piece, False

    def is_there(self) -> bool:
        try:
            return self.store.exists(self.piece.store_key)
        except (Unavailable, OSError):
            return False

    def __iter__(self) -> Iterator[bytes]:
        found = hashlib.sha256()
        try:
            with self.store.open(self.piece.store_key) as source:
                while content := source.read(CHUNK_BYTES):
                    found.update(content)
                    yield content
        except (ObjectMissing, Unavailable, OSError):
            return
        self.is_whole = found.hexdigest() == self.piece.sealed_sha256


def _list(written: _Written) -> Iterator[bytes]:
    """Give a line for each file: its key, the sealed file, the size, the path that it gets."""
    for paper in written.papers:
        for file in paper["files"]:
            line = (file["key"], file["sealed"], str(file["size_bytes"]), file["path"])
            yield ("\t".join(line) + "\n").encode()


def _manifest(plan: Plan, written: _Written) -> bytes:
    said = {
        "format": FORMAT,
        "version": VERSION,
        "product": plan.product,
        "safe": plan.opened.safe.public_id,
        "made_at": plan.at.isoformat(timespec="seconds"),
        "is_complete": not written.missing and not plan.faults,
        "count": len(written.papers),
        "missing": written.missing,
        "faults": plan.faults,
        "papers": written.papers,
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _sealed(chunks: Iterable[bytes], recipient: str) -> Iterator[bytes]:
    """Give some content sealed to the owner, by way of private spools."""
    with (
        tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=spool.home()) as clear,
        tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=spool.home()) as sink,
    ):
        for chunk in chunks:
            clear.write(chunk)
        clear.seek(0)
        crypto.seal_stream(cast(BinaryIO, clear), cast(BinaryIO, sink), recipient=recipient)
        sink.seek(0)
        while content := sink.read(CHUNK_BYTES):
            yield content
