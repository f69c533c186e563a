"""Seal a file into the store, and open it again into a private spool."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Self, cast

from inclusion import crypto
from inclusion.beside import Beside
from inclusion.intake.taking import Intake
from inclusion.safe import envelope
from inclusion.safe.envelope import Metadata
from inclusion.safe.rules import BlobKind, Category
from inclusion.safe.rules.files import padded_size
from inclusion.storage import Store, new_key
from inclusion.tokens import digest, public_id

CHUNK_BYTES = 1 << 18
PIECE_BYTES = 1 << 20
PADDED = frozenset({BlobKind.ORIGINAL, BlobKind.TEXT})


@dataclass(frozen=True, slots=True)
class SealedBlob:
    """An object in the store: what it is, its key there, its hash and size as stored."""

    kind: BlobKind
    position: int
    store_key: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A paper in the store that waits for its rows: its objects, its key, what is true of it."""

    metadata: Metadata
    identity: str = field(repr=False)
    grant: bytes
    blobs: tuple[SealedBlob, ...]

    @property
    def document(self) -> str:
        """The reference that the paper will have."""
        return self.metadata.document

    @property
    def recipient(self) -> str:
        """The public key that everything of this paper is sealed to."""
        return crypto.recipient_of(self.identity)

    @property
    def sealed_bytes(self) -> int:
        """How much it takes in the store."""
        return sum(blob.size_bytes for blob in self.blobs)


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says of a paper that is put in; version: 2 and more when it replaces one."""

    name: str
    category: Category
    folder: str = ""
    note: str = ""
    expires_on: str = ""
    depositor: str = ""
    version: int = 1
    details: dict[str, str] = field(default_factory=dict)


def sealed(store: Store, intake: Intake, label: Label, *, public_key: str) -> Sealed:
    """Seal what was taken in under a key of its own, granted to the owner's public key.

    Nothing here needs the owner: a paper can be received while its safe is closed.
    """
    identity = crypto.new_identity()
    recipient = crypto.recipient_of(identity)
    body = _put(store, intake.body, BlobKind.BODY, 0, recipient, padded=True)
    others = [
        _put(store, path, kind, position, recipient, padded=kind in PADDED)
        for kind, position, path in _others(intake)
    ]
    metadata = Metadata(
        document=public_id(),
        version=label.version,
        name=label.name,
        kind=intake.kind.value,
        category=label.category.value,
        size_bytes=intake.size_bytes,
        plain_sha256=intake.sha256,
        sealed_sha256=body.sha256,
        pages=intake.page_count,
        images_sha256=objects_digest([(b.kind, b.position, b.sha256) for b in others]),
        extension=intake.extension,
        verdict=intake.verdict.value,
        scan=intake.scan.value,
        given_sha256=intake.given_sha256,
        original_extension=intake.originals[0].extension if intake.originals else "",
        folder=label.folder,
        note=label.note,
        expires_on=label.expires_on,
        depositor=label.depositor,
        details=label.details,
        original_bytes=[original.path.stat().st_size for original in intake.originals],
    )
    return Sealed(
        metadata, identity, envelope.wrap(identity, recipient=public_key), (body, *others)
    )


def objects_digest(objects: Iterable[tuple[BlobKind, int, str]]) -> str:
    """Return one hash of the objects of a paper but its body, each (kind, position, sha256)."""
    return digest("".join(sha256 for _kind, _position, sha256 in sorted(objects)))


def _others(intake: Intake) -> Iterator[tuple[BlobKind, int, Path]]:
    for number, path in enumerate(intake.images, start=1):
        yield BlobKind.PAGE, number, path
    if intake.thumbnail is not None:
        yield BlobKind.THUMBNAIL, 0, intake.thumbnail
    for number, original in enumerate(intake.originals):
        yield BlobKind.ORIGINAL, number, original.path
    if intake.text is not None:
        yield BlobKind.TEXT, 0, intake.text


def opened(store: Store, store_key: str, sink: BinaryIO, *, identity: str, sha256: str) -> None:
    """Open an object into a private sink; give nothing of it when this raises.

    Raises CannotOpen when its bytes are not those that were sealed.
    """
    found = hashlib.sha256()
    with (
        store.open(store_key) as source,
        _Pieces(found.update) as hashing,
        _Pieces(partial(_write, sink)) as pieces,
    ):
        watched = _Watched(source, hashing)
        crypto.open_stream(cast(BinaryIO, watched), pieces, identity=identity)
        watched.drain()
    if found.hexdigest() != sha256:
        raise crypto.CannotOpen


def resealed(
    store: Store, blob: SealedBlob, folder: Path, *, identity: str, recipient: str
) -> SealedBlob:
    """Open an object into a private folder, and seal it again to another key; raises CannotOpen."""
    path = folder / "clear"
    try:
        with path.open("wb") as clear:
            opened(store, blob.store_key, clear, identity=identity, sha256=blob.sha256)
        return _put(store, path, blob.kind, blob.position, recipient)
    finally:
        path.unlink(missing_ok=True)


def _put(
    store: Store, path: Path, kind: BlobKind, position: int, recipient: str, *, padded: bool = False
) -> SealedBlob:
    key = new_key()
    size = path.stat().st_size
    room = padded_size(size) - size if padded else 0
    with (
        path.open("rb", buffering=CHUNK_BYTES) as plain,
        store.writing(key) as sink,
    ):
        tee = _Tee(sink)
        with _Pieces(tee.take) as pieces:
            crypto.seal_stream(_Padded(plain, room), pieces, recipient=recipient)
    return SealedBlob(kind, position, key, tee.hash.hexdigest(), tee.size)


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


class _Pieces:
    """A sink that gathers what is written into large pieces and hands them on, beside the work."""

    def __init__(self, act: Callable[[bytes], object]) -> None:
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._beside = Beside(act)

    def __enter__(self) -> Self:
        self._beside.__enter__()
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            self._hand_on()
        self._beside.__exit__(kind, error, trace)

    def write(self, content: bytes, /) -> int:
        self._held.append(content)
        self._held_bytes += len(content)
        if self._held_bytes >= PIECE_BYTES:
            self._hand_on()
        return len(content)

    def flush(self) -> None:
        pass

    def _hand_on(self) -> None:
        piece, self._held, self._held_bytes = b"".join(self._held), [], 0
        self._beside.give(piece)


class _Tee:
    """Writes pieces to a sink, hashes and counts them."""

    def __init__(self, sink: BinaryIO) -> None:
        self.sink, self.hash, self.size = sink, hashlib.sha256(), 0

    def take(self, piece: bytes) -> None:
        self.hash.update(piece)
        self.size += len(piece)
        _write(self.sink, piece)


def _write(sink: BinaryIO, piece: bytes) -> None:
    """Write all of a piece: a file without a buffer may take less at once."""
    left = memoryview(piece)
    while left:
        left = left[sink.write(left) :]


class _Watched(io.RawIOBase):
    """A source that shows what is read from it."""

    def __init__(self, source: BinaryIO, seen: _Pieces) -> None:
        self.source, self.seen = source, seen

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # a wider type
        content = self.source.read(len(buffer))
        self.seen.write(content)
        buffer[: len(content)] = content
        return len(content)

    def drain(self) -> None:
        while content := self.source.read(CHUNK_BYTES):
            self.seen.write(content)
