"""The readable archive: folders, a manifest, receipts, the journal, and a page that explains."""

import csv
import hashlib
import io
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, BinaryIO, cast

from sqlalchemy.engine import Engine

from inclusion import crypto, spool
from inclusion.crypto import CannotOpen
from inclusion.db import read_session
from inclusion.errors import Unavailable
from inclusion.leaving import queries
from inclusion.leaving.rules import JOURNAL, MANIFEST, README, TABLE, cell
from inclusion.leaving.service.plan import Line, Piece, Plan
from inclusion.leaving.zipping import CHUNK_BYTES, IN_MEMORY_BYTES, StreamedZip
from inclusion.safe import sealing
from inclusion.safe.rules import BlobKind
from inclusion.storage import ObjectMissing, Store

FORMAT = "inclusion.safe.export"
VERSION = 1
ROLES = {BlobKind.BODY: "paper", BlobKind.ORIGINAL: "original"}
COLUMNS = ("fichier", "nom", "sorte", "dossier", "etat", "ajoute", "fin", "octets", "sha256")


@dataclass(frozen=True, slots=True)
class Written:
    """What the archive holds so far, for its manifest."""

    papers: list[dict[str, Any]] = field(default_factory=list)
    missing: list[dict[str, str]] = field(default_factory=list)


def readable(
    plan: Plan, *, engine: Engine, store: Store, readme: Callable[[dict[str, Any]], str]
) -> Iterator[bytes]:
    """Give the archive as it is made. No transaction lasts while it is sent.

    readme: writes the page that explains, from the manifest.
    """
    started, written, archive = time.monotonic(), Written(), StreamedZip(plan.at)
    try:
        for line in plan.lines:
            yield from _paper(archive, store, line, written)
        yield from archive.file(JOURNAL, _journal(engine, plan.opened.safe.id))
        manifest = _manifest(plan, written, timedelta(seconds=time.monotonic() - started))
        yield from archive.text(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        yield from archive.text(TABLE, _table(manifest))
        yield from archive.text(README, readme(manifest))
        yield from archive.end()
    finally:
        archive.close()


def journal_lines(engine: Engine, safe_id: int) -> Iterator[str]:
    """Give the journal of a safe, an entry a line, each with the hash that chains it."""
    after = 0
    while True:
        with read_session(engine) as session:
            rows = queries.journal_after(session, safe_id, after)
        if not rows:
            return
        for row in rows:
            entry = {"entry": json.loads(row.entry), "previous": row.previous, "hash": row.hash}
            yield json.dumps(entry, ensure_ascii=False) + "\n"
        after = rows[-1].seq


def _journal(engine: Engine, safe_id: int) -> Iterator[bytes]:
    return (line.encode() for line in journal_lines(engine, safe_id))


def _paper(archive: StreamedZip, store: Store, line: Line, written: Written) -> Iterator[bytes]:
    files = []
    for piece in line.pieces:
        clear = _opened(store, line, piece)
        if clear is None:
            written.missing.append({"name": line.paper.metadata.name, "path": piece.path})
            continue
        with clear:
            found = _Hashed(clear)
            yield from archive.file(piece.path, found)
        files.append(
            {
                "role": ROLES[piece.kind],
                "path": piece.path,
                "size_bytes": found.size,
                "sha256": found.hash.hexdigest(),
            }
        )
    if not line.pieces:
        written.missing.append({"name": line.paper.metadata.name, "path": ""})
    receipt = _receipt(line)
    if receipt is not None:
        yield from archive.file(line.receipt_path, [receipt])
    written.papers.append(described(line, files, line.receipt_path if receipt else ""))


def described(line: Line, files: list[dict[str, Any]], receipt: str) -> dict[str, Any]:
    """Return all that is true of a paper, and its files."""
    row = line.paper.row
    return {
        "number": line.number,
        "state": row.state.value,
        "deposited_at": row.deposited_at.isoformat(timespec="seconds"),
        "channel": row.channel.value,
        "binned_at": row.binned_at.isoformat(timespec="seconds") if row.binned_at else "",
        "follows": row.follows_id is not None,
        **asdict(line.paper.metadata),
        "receipt": receipt,
        "files": files,
    }


def _receipt(line: Line) -> bytes | None:
    sealed = line.paper.row.sealed_receipt
    if sealed is None:
        return None
    try:
        return crypto.unseal(sealed, identity=line.paper.identity)
    except CannotOpen:
        return None


def _opened(store: Store, line: Line, piece: Piece) -> BinaryIO | None:
    """Return a file in clear, whole and checked, in a private spool; None when it is not there."""
    spooled = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=spool.home())  # noqa: SIM115 - the caller closes it
    sink = cast(BinaryIO, spooled)
    try:
        sealing.opened(
            store,
            piece.store_key,
            sink,
            identity=line.paper.identity,
            sha256=piece.sealed_sha256,
        )
    except (CannotOpen, ObjectMissing, Unavailable, OSError):
        sink.close()
        return None
    if piece.size_bytes is not None:
        sink.truncate(piece.size_bytes)
    sink.seek(0)
    return sink


class _Hashed:
    """Gives a file in chunks, and its hash and size once it is all given."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.hash, self.size = file, hashlib.sha256(), 0

    def __iter__(self) -> Iterator[bytes]:
        while content := self.file.read(CHUNK_BYTES):
            self.hash.update(content)
            self.size += len(content)
            yield content


def _manifest(plan: Plan, written: Written, took: timedelta) -> dict[str, Any]:
    missing = [*written.missing, *({"name": name, "path": ""} for name in plan.lost)]
    return {
        "format": FORMAT,
        "version": VERSION,
        "product": plan.product,
        "safe": plan.opened.safe.public_id,
        "made_at": plan.at.isoformat(timespec="seconds"),
        "seconds": round(took.total_seconds(), 3),
        "is_complete": not missing and not plan.faults,
        "count": len(written.papers),
        "missing": missing,
        "faults": plan.faults,
        "papers": written.papers,
    }


def _table(manifest: dict[str, Any]) -> str:
    """Return the list for a spreadsheet: semicolons and a mark of UTF-8, as French ones expect."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for paper in manifest["papers"]:
        said = [paper[name] for name in ("name", "category", "folder", "state")]
        for file in paper["files"]:
            line = [file["path"], *said, paper["deposited_at"], paper["expires_on"]]
            writer.writerow([cell(v) for v in [*line, file["size_bytes"], file["sha256"]]])
    return "\ufeff" + sheet.getvalue()
