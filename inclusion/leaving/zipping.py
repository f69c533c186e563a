"""A ZIP that is sent while it is made: one file at a time in a private spool, then forgotten.

Each file is whole before it leaves, so that its header says its size: every program reads it.
"""

import io
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO, cast
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from inclusion import spool
from inclusion.clock import to_paris

CHUNK_BYTES = 1 << 18
IN_MEMORY_BYTES = 1 << 20
_PRIVATE = 0o600 << 16
_UNIX = 3


class StreamedZip:
    """Write files one after the other; each method gives the bytes that are ready to leave."""

    def __init__(self, at: datetime) -> None:
        """Start an archive whose files are dated `at`."""
        self._date = to_paris(at).timetuple()[:6]
        self._window = _Window()
        self._zip = ZipFile(cast(BinaryIO, self._window), "w", ZIP_STORED)

    def file(self, path: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Write one file."""
        info = ZipInfo(path, self._date)
        info.external_attr, info.create_system = _PRIVATE, _UNIX
        with self._zip.open(info, "w") as entry:
            for chunk in chunks:
                entry.write(chunk)
        yield from self._window.drained()

    def text(self, path: str, text: str) -> Iterator[bytes]:
        """Write one text file."""
        yield from self.file(path, [text.encode()])

    def end(self) -> Iterator[bytes]:
        """Write the directory."""
        self._zip.close()
        yield from self._window.drained()

    def close(self) -> None:
        """Forget the spool, whether the archive was ended or not."""
        self._zip.close()
        self._window.close()


class _Window(io.RawIOBase):
    """A file of which only what was written since the last draining is kept."""

    def __init__(self) -> None:
        self._base = 0
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=spool.home())  # noqa: SIM115 - closed with the archive

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, content: bytes, /) -> int:  # type: ignore[override]  # zipfile gives bytes
        return self._file.write(content)

    def tell(self) -> int:
        return self._base + self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        if whence == io.SEEK_SET:
            offset -= self._base
        return self._base + self._file.seek(offset, whence)

    def drained(self) -> Iterator[bytes]:
        size = self._file.seek(0, io.SEEK_END)
        self._file.seek(0)
        while content := self._file.read(CHUNK_BYTES):
            yield content
        self._base += size
        self._file.seek(0)
        self._file.truncate()

    def close(self) -> None:
        self._file.close()
        super().close()
