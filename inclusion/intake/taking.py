"""Take files in: their size, their kind, their images, while they are still in clear."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inclusion import spool
from inclusion.errors import Invalid
from inclusion.intake.rules import (
    EXTENSIONS,
    MOST_PAGE_IMAGES,
    FileKind,
    Refusal,
    Scan,
    Verdict,
)

WALL_SECONDS = 30


class FileRefused(Invalid):
    """The file stays outside; `code` is a Refusal."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as somebody gives it."""

    stream: BinaryIO
    filename: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of an intake: the most it may weigh, and what the person agreed to.

    keep_originals: photos are kept as they came, too. recognise_text: the words are read.
    """

    most_bytes: int
    keep_originals: bool = False
    recognise_text: bool = False


@dataclass(frozen=True, slots=True)
class Original:
    """A photo as it came, kept beside the body because the person asked."""

    path: Path
    extension: str


@dataclass(frozen=True, slots=True)
class Intake:
    """Files that were proven and became one document, in a private folder.

    body: what is downloaded; extension: of its name, without a dot. images: of its first pages,
    none when it stays unopened, as for the thumbnail. text: the words recognised in it.
    given_sha256: of the one file as it came, empty when several became one.
    """

    kind: FileKind
    verdict: Verdict
    scan: Scan
    extension: str
    size_bytes: int
    page_count: int
    sha256: str
    given_sha256: str
    body: Path
    images: tuple[Path, ...]
    thumbnail: Path | None
    originals: tuple[Original, ...] = ()
    text: Path | None = None


@contextmanager
def taken_in(files: Sequence[Incoming], wishes: Wishes) -> Iterator[Intake]:
    """Yield the intake of files; everything in clear is gone when the block ends.

    Several photos become one document. Raises FileRefused.
    """
    with spool.private_folder() as folder:
        body = folder / "body"
        size = _copy(files[0].stream, body, wishes.most_bytes)
        answer = _judged(body, folder)
        kind = FileKind(str(answer["kind"]))
        images = tuple(folder / f"page-{n + 1}" for n in range(MOST_PAGE_IMAGES))
        sha256 = _hash(body)
        yield Intake(
            kind=kind,
            verdict=Verdict.ACCEPTED,
            scan=Scan.NOT_SCANNED,
            extension=EXTENSIONS[kind],
            size_bytes=size,
            page_count=int(answer["pages"]),
            sha256=sha256,
            given_sha256=sha256,
            body=body,
            images=tuple(path for path in images if path.exists()),
            thumbnail=folder / "thumbnail",
        )


@contextmanager
def written(kind: FileKind, content: bytes) -> Iterator[Intake]:
    """Yield a text of our own making as an intake: a note, a contact or a date."""
    with spool.private_folder() as folder:
        body = folder / "body"
        body.write_bytes(content)
        sha256 = _hash(body)
        yield Intake(
            kind=kind,
            verdict=Verdict.ACCEPTED,
            scan=Scan.CLEAN,
            extension=EXTENSIONS[kind],
            size_bytes=len(content),
            page_count=1,
            sha256=sha256,
            given_sha256=sha256,
            body=body,
            images=(),
            thumbnail=None,
        )


def _copy(stream: BinaryIO, body: Path, most_bytes: int) -> int:
    with os.fdopen(os.open(body, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(stream, file, 1 << 20)
        size = file.tell()
    if size == 0:
        raise FileRefused(Refusal.EMPTY, field="file")
    if size > most_bytes:
        raise FileRefused(Refusal.TOO_LARGE, field="file")
    return size


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _judged(body: Path, folder: Path) -> dict[str, str | int]:
    command = [sys.executable, "-m", "inclusion.intake.worker", str(body), str(folder)]
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, on a file of a private folder
            command, capture_output=True, timeout=WALL_SECONDS, check=True, env=environment
        )
        answer: dict[str, str | int] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise FileRefused(Refusal.TOO_LONG, field="file") from None
    except (subprocess.CalledProcessError, ValueError):
        raise FileRefused(Refusal.UNREADABLE, field="file") from None
    if "refusal" in answer:
        raise FileRefused(str(answer["refusal"]), field="file")
    return answer
