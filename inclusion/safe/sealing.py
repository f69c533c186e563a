"""Seal a file into the store, and open it again into a private spool."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from inclusion import crypto
from inclusion.safe import envelope
from inclusion.safe.envelope import Metadata
from inclusion.safe.intake import Intake
from inclusion.safe.rules import BlobKind, Category
from inclusion.safe.rules.files import padded_size
from inclusion.storage import Store, new_key
from inclusion.tokens import digest, public_id

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class SealedBlob:
    """An object in the store: what it is, its key there, its hash and size as stored."""

    kind: BlobKind
    position: int
    store_key: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """A paper in the store that waits for its rows."""

    public_id: str
    metadata: bytes
    grant: bytes
    blobs: tuple[SealedBlob, ...]


def sealed(
    store: Store, intake: Intake, *, name: str, category: Category, public_key: str
) -> SealedDocument:
    """Seal a file under a key of its own, granted to the owner's public key.

    Nothing here needs the owner: a paper can be received while its safe is closed.
    """
    identity = crypto.new_identity()
    recipient = crypto.recipient_of(identity)
    body = _put(store, intake.body, BlobKind.BODY, 0, recipient, padded=True)
    images = [
        _put(store, path, BlobKind.PAGE, number, recipient)
        for number, path in enumerate(intake.images, start=1)
    ]
    thumbnail = _put(store, intake.thumbnail, BlobKind.THUMBNAIL, 0, recipient)
    document = public_id()
    metadata = Metadata(
        document=document,
        version=1,
        name=name,
        kind=intake.kind.value,
        category=category.value,
        size_bytes=intake.size_bytes,
        plain_sha256=_plain_hash(intake.body),
        sealed_sha256=body.sha256,
        pages=intake.page_count,
        images_sha256=digest("".join(blob.sha256 for blob in [*images, thumbnail])),
    )
    return SealedDocument(
        public_id=document,
        metadata=envelope.seal_metadata(metadata, recipient=recipient),
        grant=envelope.wrap(identity, recipient=public_key),
        blobs=(body, *images, thumbnail),
    )


def opened(store: Store, store_key: str, sink: BinaryIO, *, identity: str, sha256: str) -> None:
    """Open an object into a private sink; give nothing of it when this raises.

    Raises CannotOpen when its bytes are not those that were sealed.
    """
    with store.open(store_key) as source:
        watched = _Hashing(source)
        crypto.open_stream(cast(BinaryIO, watched), sink, identity=identity)
        watched.drain()
    if watched.hexdigest() != sha256:
        raise crypto.CannotOpen


def _put(
    store: Store, path: Path, kind: BlobKind, position: int, recipient: str, *, padded: bool = False
) -> SealedBlob:
    key = new_key()
    size = path.stat().st_size
    room = padded_size(size) - size if padded else 0
    with path.open("rb", buffering=CHUNK_BYTES) as plain, store.writing(key) as sink:
        tee = _Tee(sink)
        crypto.seal_stream(_Padded(plain, room), tee, recipient=recipient)
    return SealedBlob(kind, position, key, tee.hexdigest(), tee.size)


def _plain_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Padded:
    """A stream followed by zero bytes."""

    def __init__(self, stream: BinaryIO, room: int) -> None:
        self.stream, self.room = stream, room

    def read(self, size: int = -1, /) -> bytes:
        content = self.stream.read(size)
        if content or not self.room:
            return content
        given = min(self.room, size if size > 0 else self.room)
        self.room -= given
        return bytes(given)


class _Tee:
    """A sink that hashes and counts what goes through it."""

    def __init__(self, sink: BinaryIO) -> None:
        self.sink, self.hash, self.size = sink, hashlib.sha256(), 0

    def write(self, content: bytes, /) -> int:
        self.hash.update(content)
        self.size += len(content)
        return self.sink.write(content)

    def flush(self) -> None:
        pass

    def hexdigest(self) -> str:
        return self.hash.hexdigest()


class _Hashing(io.RawIOBase):
    """A source that hashes what is read from it."""

    def __init__(self, source: BinaryIO) -> None:
        self.source, self.hash = source, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # a wider type
        content = self.source.read(len(buffer))
        self.hash.update(content)
        buffer[: len(content)] = content
        return len(content)

    def drain(self) -> None:
        while content := self.source.read(CHUNK_BYTES):
            self.hash.update(content)

    def hexdigest(self) -> str:
        return self.hash.hexdigest()
