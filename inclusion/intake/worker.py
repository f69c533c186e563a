"""Runs alone in a subprocess with limits: proves what a file is, and makes its images.

Called as `python -m inclusion.intake.worker FILE FOLDER`; prints one line of JSON. A hostile
file can only end this process.
"""

import json
import resource
import sys
import warnings
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from inclusion.intake.rules import MOST_PAGE_IMAGES, FileKind, Refusal
from inclusion.intake.rules.kinds import SNIFFED_BYTES, sniffed

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
LARGEST_FILE_BYTES = 64_000_000
MOST_PIXELS = 50_000_000
IMAGE_SIDE = 1_200
THUMBNAIL_SIDE = 220
THUMBNAIL_BYTES = 4_500
PILLOW_FORMATS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG", FileKind.WEBP: "WEBP"}


class Refused(Exception):
    """The file stays outside; holds a Refusal."""


def main() -> None:
    """Judge the file of the command line."""
    _limit()
    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    try:
        kind, pages = _judged(path, folder)
        answer = {"kind": kind.value, "pages": pages}
    except Refused as refusal:
        answer = {"refusal": str(refusal)}
    print(json.dumps(answer))  # noqa: T201 - the answer to the parent


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE_BYTES, LARGEST_FILE_BYTES))


def _judged(path: Path, folder: Path) -> tuple[FileKind, int]:
    with path.open("rb") as file:
        kind = sniffed(file.read(SNIFFED_BYTES))
    if kind is None:
        raise Refused(Refusal.UNKNOWN_KIND)
    if kind is FileKind.PDF:
        return kind, _pdf(path, folder)
    return kind, _photo(path, folder, kind)


def _photo(path: Path, folder: Path, kind: FileKind) -> int:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(path, formats=[PILLOW_FORMATS[kind]]) as image:
            image.draft("RGB", (IMAGE_SIDE, IMAGE_SIDE))
            image.load()
            _keep(ImageOps.exif_transpose(image), folder, 1)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(Refusal.TOO_MANY_PIXELS) from None
    except (OSError, ValueError, SyntaxError, MemoryError):
        raise Refused(Refusal.UNREADABLE) from None
    return 1


def _pdf(path: Path, folder: Path) -> int:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        protected = "password" in str(error).lower()
        raise Refused(Refusal.PROTECTED if protected else Refusal.UNREADABLE) from None
    pages = len(document)
    if not pages:
        raise Refused(Refusal.UNREADABLE)
    for number in range(min(pages, MOST_PAGE_IMAGES)):
        try:
            page = document[number]
            scale = min(IMAGE_SIDE / max(*page.get_size(), 1), 4)
            _keep(page.render(scale=scale).to_pil(), folder, number + 1)
        except (pypdfium2.PdfiumError, MemoryError, ValueError):
            raise Refused(Refusal.UNREADABLE) from None
    return pages


def _keep(image: Image.Image, folder: Path, number: int) -> None:
    """Write the image of a page, and of the first one a thumbnail; nothing of its own remains."""
    plain = image.convert("RGB")
    plain.thumbnail((IMAGE_SIDE, IMAGE_SIDE))
    plain.save(folder / f"page-{number}", "JPEG", quality=78, optimize=True)
    if number == 1:
        plain.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        (folder / "thumbnail").write_bytes(_light(plain))


def _light(image: Image.Image) -> bytes:
    for quality in (60, 40, 25, 10, 1):
        content = BytesIO()
        image.save(content, "WEBP", quality=quality, method=6)
        if content.tell() <= THUMBNAIL_BYTES:
            break
    return content.getvalue()


if __name__ == "__main__":
    main()
