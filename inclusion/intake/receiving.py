"""Files as they arrive: written once, hashed on the way, never whole in memory."""

import hashlib
import os
import queue
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inclusion.errors import Invalid
from inclusion.intake.rules import FileKind, Refusal
from inclusion.intake.rules.archives import is_sober
from inclusion.intake.rules.kinds import (
    ARCHIVE,
    SNIFFED_BYTES,
    judged,
    kept_extension,
    photo_extension,
)

CHUNK_BYTES = 1 << 20
CHUNKS_AHEAD = 4


class FileRefused(Invalid):
    """The file stays outside; `code` is a Refusal."""

    def __init__(self, code: Refusal) -> None:
        """Keep why; the fault is with the field `file`."""
        super().__init__(code, field="file")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as somebody gives it."""

    stream: BinaryIO
    filename: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A file that arrived in the private folder: its bytes as they came, and what it may be."""

    path: Path
    kind: FileKind
    extension: str
    size_bytes: int
    sha256: str


def received(file: Incoming, path: Path, most_bytes: int) -> Given:
    """Write a file down and see what its first bytes announce. Raises FileRefused."""
    size, sha256 = _written(file.stream, path, most_bytes)
    with path.open("rb") as written:
        head = written.read(SNIFFED_BYTES)
        kind = judged(head, file.filename)
        if isinstance(kind, Refusal):
            raise FileRefused(kind)
        if kind is FileKind.OTHER and head.startswith(ARCHIVE) and not is_sober(written):
            raise FileRefused(Refusal.OVERFULL)
    is_other = kind is FileKind.OTHER
    extension = kept_extension(file.filename) if is_other else photo_extension(kind, head)
    return Given(path, kind, extension, size, sha256)


def _written(stream: BinaryIO, path: Path, most_bytes: int) -> tuple[int, str]:
    """Copy while another thread hashes; return the size and the hash."""
    chunks: queue.Queue[bytes] = queue.Queue(CHUNKS_AHEAD)
    found = hashlib.sha256()
    hashing = threading.Thread(target=_hash, args=(chunks, found))
    hashing.start()
    size = 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while size <= most_bytes and (chunk := stream.read(CHUNK_BYTES)):
                chunks.put(chunk)
                size += file.write(chunk)
    finally:
        chunks.put(b"")
        hashing.join()
    if size == 0:
        raise FileRefused(Refusal.EMPTY)
    if size > most_bytes:
        raise FileRefused(Refusal.TOO_LARGE)
    return size, found.hexdigest()


def _hash(chunks: "queue.Queue[bytes]", found: "hashlib._Hash") -> None:
    while chunk := chunks.get():
        found.update(chunk)
