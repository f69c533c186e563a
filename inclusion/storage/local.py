"""The local store: a directory of private files."""

import contextlib
import io
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from inclusion.storage.port import (
    COPY_CHUNK_BYTES,
    KEY_SHAPE,
    ObjectExists,
    ObjectMissing,
    StoreRefused,
    checked_key,
    new_key,
)

EARLY_BYTES = 16 << 20


class LocalStore:
    """A directory of private files, each written once, synced, and never overwritten."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._incoming = self.root / "incoming"
        self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)

    def put(self, key: str, stream: BinaryIO) -> None:
        """Keep the stream under a new key. Raises ObjectExists when the key is taken."""
        with self.writing(key) as sink:
            shutil.copyfileobj(stream, sink, COPY_CHUNK_BYTES)

    @contextlib.contextmanager
    def writing(self, key: str) -> Iterator[BinaryIO]:
        """Write to a private file, sync it, then link it to its name.

        link(2) refuses an existing name, so two writers of one key have one winner.
        """
        final = self._path(key)
        final.parent.mkdir(mode=0o700, exist_ok=True)
        partial = self._incoming / secrets.token_hex(16)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb", buffering=0) as raw:
                yield cast("BinaryIO", _Early(raw))
                os.fsync(raw.fileno())
            _link(partial, final)
        finally:
            partial.unlink(missing_ok=True)
        _sync_directory(final.parent)
        _sync_directory(self.root)

    def open(self, key: str) -> BinaryIO:
        """Give the object's bytes from the start. Raises ObjectMissing."""
        try:
            return self._path(key).open("rb")
        except FileNotFoundError:
            raise ObjectMissing("object_missing") from None

    def delete(self, key: str) -> None:
        """Forget the object; an absent one is already forgotten."""
        path = self._path(key)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            _sync_directory(path.parent)

    def exists(self, key: str) -> bool:
        """Say whether an object has this key."""
        return self._path(key).exists()

    def keys(self) -> Iterator[str]:
        """Give every key kept, in any order."""
        for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
            if KEY_SHAPE.fullmatch(path.name):
                yield path.name

    def stored_at(self, key: str) -> datetime:
        """Give the instant when the object was written. Raises ObjectMissing."""
        try:
            return datetime.fromtimestamp(self._path(key).stat().st_mtime, tz=UTC)
        except FileNotFoundError:
            raise ObjectMissing("object_missing") from None

    def tidy(self, *, before: datetime) -> int:
        """Remove what killed writers left half written before an instant; say how many."""
        removed = 0
        for partial in self._incoming.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if datetime.fromtimestamp(partial.stat().st_mtime, tz=UTC) < before:
                    partial.unlink()
                    removed += 1
        return removed

    def probe(self) -> None:
        """Write, read, refuse to overwrite and delete. Raises StoreRefused."""
        key, mark = new_key(), secrets.token_bytes(32)
        try:
            self._write_all(key, mark)
            with self.open(key) as kept:
                same = kept.read() == mark
            overwritten = self._overwrites(key)
            self.delete(key)
        except OSError as error:
            raise StoreRefused(
                "store_unusable", f"The folder {self.root} cannot be written or read."
            ) from error
        if overwritten or not same or self.exists(key):
            raise StoreRefused(
                "store_unfaithful", f"The folder {self.root} does not keep what is written in it."
            )

    def _overwrites(self, key: str) -> bool:
        try:
            self._write_all(key, b"second")
        except ObjectExists:
            return False
        return True

    def _write_all(self, key: str, content: bytes) -> None:
        with self.writing(key) as sink:
            sink.write(content)

    def _path(self, key: str) -> Path:
        return self.root / checked_key(key)[:2] / key


class _Early:
    """A file whose bytes leave for the disk while more come, so that syncing waits for little."""

    def __init__(self, raw: io.FileIO) -> None:
        self.raw, self.sent, self.size = raw, 0, 0

    def write(self, content: bytes, /) -> int:
        written = self.raw.write(content)
        self.size += written
        if self.size - self.sent >= EARLY_BYTES:
            # On Linux this starts the writing of what is dirty, and waits for none of it.
            os.posix_fadvise(
                self.raw.fileno(), self.sent, self.size - self.sent, os.POSIX_FADV_DONTNEED
            )
            self.sent = self.size
        return written


def _link(partial: Path, final: Path) -> None:
    try:
        os.link(partial, final)
    except FileExistsError:
        raise ObjectExists("object_exists") from None


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
