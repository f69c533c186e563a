"""Take a file in: its size, its kind, its images, while it is still in clear."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inclusion import spool
from inclusion.errors import Invalid
from inclusion.safe.rules import MOST_PAGE_IMAGES, FileKind, Refusal

WALL_SECONDS = 30


class FileRefused(Invalid):
    """The file stays outside; `code` is a Refusal."""


@dataclass(frozen=True, slots=True)
class Intake:
    """A file that was proven, in a private folder: its body, its images, its thumbnail."""

    kind: FileKind
    size_bytes: int
    page_count: int
    body: Path
    images: tuple[Path, ...]
    thumbnail: Path


@contextmanager
def taken_in(stream: BinaryIO, *, most_bytes: int) -> Iterator[Intake]:
    """Yield the intake of a stream; everything in clear is gone when the block ends.

    Raises FileRefused.
    """
    with spool.private_folder() as folder:
        body = folder / "body"
        size = _copy(stream, body, most_bytes)
        answer = _judged(body, folder)
        images = tuple(folder / f"page-{n + 1}" for n in range(MOST_PAGE_IMAGES))
        yield Intake(
            kind=FileKind(str(answer["kind"])),
            size_bytes=size,
            page_count=int(answer["pages"]),
            body=body,
            images=tuple(path for path in images if path.exists()),
            thumbnail=folder / "thumbnail",
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


def _judged(body: Path, folder: Path) -> dict[str, str | int]:
    command = [sys.executable, "-m", "inclusion.safe.intake_worker", str(body), str(folder)]
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
