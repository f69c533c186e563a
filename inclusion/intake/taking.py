"""Take files in: their size, their kind, their images, while they are still in clear."""

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inclusion import spool
from inclusion.intake import process, words
from inclusion.intake.limits import TIMES_THE_DOCUMENT
from inclusion.intake.receiving import FileRefused, Given, Incoming, received
from inclusion.intake.rules import (
    EXTENSIONS,
    MOST_PAGE_IMAGES,
    MOST_PHOTOS,
    FileKind,
    Refusal,
    Scan,
    Verdict,
)
from inclusion.intake.rules.kinds import PHOTOS, SNIFFED_BYTES, sniffed
from inclusion.intake.scanner import Infected, Scanner

__all__ = ["FileRefused", "Incoming", "Intake", "Original", "Wishes", "can_be_one", "taken_in"]

WALL_SECONDS = 19
"""For everything: the antivirus, the subprocess, the words."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of an intake: the most it may weigh, and what the person agreed to.

    keep_originals: photos are kept as they came, too. recognise_text: the words are read.
    scanner: the antivirus, from `scanner.scanner_of(settings)`.
    """

    most_bytes: int
    keep_originals: bool = False
    recognise_text: bool = False
    scanner: Scanner | None = None


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


def can_be_one(files: Sequence[Incoming]) -> bool:
    """Tell whether files make one document: a single one, or photos. Their streams stay at 0."""
    return len(files) == 1 or all(_is_photo(file) for file in files)


@contextmanager
def taken_in(files: Sequence[Incoming], wishes: Wishes) -> Iterator[Intake]:
    """Yield the intake of files; everything in clear is gone when the block ends.

    Several photos become one document. Raises FileRefused.
    """
    if len(files) > MOST_PHOTOS:
        raise FileRefused(Refusal.TOO_MANY_PHOTOS)
    with spool.private_folder() as folder:
        given, room = [], TIMES_THE_DOCUMENT * wishes.most_bytes
        for number, file in enumerate(files):
            most = min(wishes.most_bytes, room)
            given.append(received(file, folder / f"given-{number}", most))
            room -= given[-1].size_bytes
        if len(given) > 1 and not {one.kind for one in given} <= PHOTOS:
            raise FileRefused(Refusal.MIXED)
        yield _taken(given, folder, wishes, time.monotonic() + WALL_SECONDS)


@contextmanager
def written(kind: FileKind, content: bytes) -> Iterator[Intake]:
    """Yield a text of our own making as an intake: a note, a contact or a date."""
    with spool.private_folder() as folder:
        body = folder / "body"
        body.write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
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


def _taken(given: list[Given], folder: Path, wishes: Wishes, until: float) -> Intake:
    scan = _scanned([one.path for one in given], wishes, until)
    if given[0].kind is FileKind.OTHER:
        return _as_given(given[0], folder, scan)
    answer = _judged(given, folder, wishes, until)
    if given[0].kind is FileKind.PDF:
        scan = _scanned_inside(scan, answer, folder, wishes, until)
    _read_words(folder, until)
    if given[0].kind is FileKind.PDF:
        return _as_given(given[0], folder, scan, pages=answer["pages"])
    return _made_of_photos(given, folder, scan, FileKind(answer["kind"]), wishes)


def _as_given(given: Given, folder: Path, scan: Scan, pages: int = 0) -> Intake:
    """Return a document that stays as it came, bit for bit; without images it is unopened."""
    images = _images(folder)
    return Intake(
        kind=given.kind,
        verdict=Verdict.ACCEPTED if images else Verdict.UNOPENED,
        scan=scan,
        extension=given.extension,
        size_bytes=given.size_bytes,
        page_count=pages,
        sha256=given.sha256,
        given_sha256=given.sha256,
        body=given.path,
        images=images,
        thumbnail=folder / "thumbnail" if images else None,
        text=_text(folder),
    )


def _made_of_photos(
    given: list[Given], folder: Path, scan: Scan, kind: FileKind, wishes: Wishes
) -> Intake:
    """Return the document that photos became: a photo written anew, or a PDF of several."""
    body = folder / "body"
    size = body.stat().st_size
    if size > wishes.most_bytes:
        raise FileRefused(Refusal.TOO_LARGE)
    with body.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Intake(
        kind=kind,
        verdict=Verdict.CLEANED,
        scan=scan,
        extension=EXTENSIONS[kind],
        size_bytes=size,
        page_count=len(given),
        sha256=sha256,
        given_sha256=given[0].sha256 if len(given) == 1 else "",
        body=body,
        images=_images(folder),
        thumbnail=folder / "thumbnail",
        originals=tuple(
            Original(one.path, one.extension) for one in given if wishes.keep_originals
        ),
        text=_text(folder),
    )


def _judged(given: list[Given], folder: Path, wishes: Wishes, until: float) -> dict[str, Any]:
    """Ask the subprocess what the files are, and have it write what we keep beside them."""
    question = {
        "kind": given[0].kind.value,
        "files": [one.path.name for one in given],
        "most_bytes": wishes.most_bytes,
        "scan": wishes.scanner is not None,
        "text": wishes.recognise_text,
    }
    command = [*process.PYTHON, "inclusion.intake.worker"]
    try:
        written = process.answered(
            command, folder=folder, until=until, question=json.dumps(question).encode()
        )
        answer: dict[str, Any] = json.loads(written)
    except process.Ended as ended:
        raise FileRefused(Refusal.TOO_LONG if ended.is_late else Refusal.UNREADABLE) from None
    except ValueError:
        raise FileRefused(Refusal.UNREADABLE) from None
    if "refusal" in answer:
        raise FileRefused(Refusal(answer["refusal"]))
    return answer


def _scanned(paths: Sequence[Path], wishes: Wishes, until: float) -> Scan:
    """Have files checked; one that could not be stays outside where the check is required."""
    scan = Scan.NOT_SCANNED
    if wishes.scanner is None:
        return scan
    try:
        scan = wishes.scanner.scanned(paths, until=until)
    except Infected:
        raise FileRefused(Refusal.INFECTED) from None
    if scan is Scan.NOT_SCANNED and wishes.scanner.is_required:
        raise FileRefused(Refusal.SCANNER_AWAY)
    return scan


def _scanned_inside(
    scan: Scan, answer: dict[str, Any], folder: Path, wishes: Wishes, until: float
) -> Scan:
    """Have a PDF checked without its compression, each attachment apart, then forget the copies."""
    copies = sorted(folder.glob("scan-*"))
    inside = _scanned(copies, wishes, until)
    for copy in copies:
        copy.unlink()
    if wishes.scanner and wishes.scanner.is_required and not answer["is_laid_out"]:
        raise FileRefused(Refusal.TOO_LONG)
    return (
        Scan.CLEAN if {scan, inside} == {Scan.CLEAN} and answer["is_laid_out"] else Scan.NOT_SCANNED
    )


def _read_words(folder: Path, until: float) -> None:
    """Read the pages that were drawn for it, then forget them."""
    pages = sorted(folder.glob("read-*"), key=lambda page: int(page.name.removeprefix("read-")))
    text = words.read(pages, folder, until=until)
    if text:
        (folder / "text").write_text(text, encoding="utf-8")
    for page in pages:
        page.unlink()


def _images(folder: Path) -> tuple[Path, ...]:
    pages = (folder / f"page-{number}" for number in range(1, MOST_PAGE_IMAGES + 1))
    return tuple(page for page in pages if page.exists())


def _text(folder: Path) -> Path | None:
    path = folder / "text"
    return path if path.exists() else None


def _is_photo(file: Incoming) -> bool:
    head = file.stream.read(SNIFFED_BYTES)
    file.stream.seek(0)
    return sniffed(head) in PHOTOS
