"""Open a bundle of age files into a folder: what `age` does, done in one command and checked."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from inclusion import crypto
from inclusion.crypto import CannotOpen
from inclusion.errors import Invalid
from inclusion.leaving.rules import JOURNAL as JOURNAL_NAME
from inclusion.leaving.rules import MANIFEST as MANIFEST_NAME
from inclusion.leaving.rules import is_inside
from inclusion.leaving.service.bundle import FORMAT, IDENTITY, JOURNAL, MANIFEST


class CannotOpenBundle(Invalid):
    """It is no bundle of ours, or the key does not open it."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out: how many papers and files, and the paths that did not."""

    papers: int
    files: int
    damaged: list[str]


def open_bundle(path: Path, *, key: str, into: Path) -> Unpacked:
    """Write every file of a bundle under a new folder. key: the card's age key, or the safe's.

    Raises CannotOpenBundle, FileExistsError.
    """
    try:
        with zipfile.ZipFile(path) as bundle:
            identity = _identity(bundle.read(IDENTITY), key)
            manifest = json.loads(crypto.unseal(bundle.read(MANIFEST), identity=identity))
            if manifest.get("format") != FORMAT:
                raise CannotOpenBundle("format")
            into.mkdir(mode=0o700, parents=True)
            return _unpacked(bundle, manifest, identity, into)
    except (zipfile.BadZipFile, KeyError, ValueError, CannotOpen):
        raise CannotOpenBundle("bundle") from None


def _identity(wrapped: bytes, key: str) -> str:
    """Return the safe's identity: the card opens it, or it is the key itself."""
    try:
        return crypto.unseal(wrapped, identity=key).decode()
    except CannotOpen:
        return key


def _unpacked(
    bundle: zipfile.ZipFile, manifest: dict[str, Any], identity: str, into: Path
) -> Unpacked:
    (into / MANIFEST_NAME).write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    (into / JOURNAL_NAME).write_bytes(crypto.unseal(bundle.read(JOURNAL), identity=identity))
    files, damaged = 0, list(manifest["missing"])
    for paper in manifest["papers"]:
        for file in paper["files"]:
            files += 1
            if not _wrote(bundle, file, identity, into):
                damaged.append(file["path"])
    return Unpacked(len(manifest["papers"]), files, damaged)


def _wrote(bundle: zipfile.ZipFile, file: dict[str, Any], identity: str, into: Path) -> bool:
    target = into / file["path"]
    if not is_inside(file["path"]) or target.exists():
        return False
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sink = _Cut(target, int(file["size_bytes"]))
    try:
        key = crypto.unseal(bundle.read(file["key"]), identity=identity).decode()
        with bundle.open(file["sealed"]) as source:
            crypto.open_stream(cast(BinaryIO, source), sink, identity=key)
    except (CannotOpen, KeyError, zipfile.BadZipFile):
        sink.close()
        target.unlink()
        return False
    sink.close()
    return file["sha256"] in {"", sink.hash.hexdigest()}


class _Cut(io.RawIOBase):
    """Writes a private file up to its true size: what follows is padding."""

    def __init__(self, path: Path, size: int) -> None:
        self._file, self._left, self.hash = path.open("xb"), size, hashlib.sha256()
        path.chmod(0o600)

    def writable(self) -> bool:
        return True

    def write(self, content: bytes, /) -> int:  # type: ignore[override]  # age gives bytes
        kept = content[: self._left]
        self._left -= len(kept)
        self.hash.update(kept)
        self._file.write(kept)
        return len(content)

    def close(self) -> None:
        self._file.close()
        super().close()
