"""The words in images of pages, read on this machine by tesseract. No words is no fault."""

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from inclusion.intake import process
from inclusion.intake.limits import SMALLEST_FILE_LIMIT

MOST_READ_PAGES = 8
MOST_TEXT_PAGES = 100
MOST_TEXT_SIGNS = 400_000
READ_SIDE = 2_400
LEAST_SIGNS = 3
WANTED = ("fra", "ara")
"""Languages, where installed; the first one must be. Latin letters are French enough."""


@cache
def languages() -> tuple[str, ...]:
    """Return the languages, of those that we want, that this machine reads."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    listed = subprocess.run(  # noqa: S603 - no file of anybody's
        [program, "--list-langs"], capture_output=True, text=True, check=False
    )
    return tuple(language for language in WANTED if language in listed.stdout.split())


def is_available() -> bool:
    """Tell whether this machine reads words in images."""
    return WANTED[0] in languages()


def read(pages: Sequence[Path], folder: Path, *, until: float) -> str:
    """Return the words of images, of as many as can be read in time, in order."""
    texts = []
    for page in pages if is_available() else ():
        try:
            texts.append(_read(page, folder, until))
        except process.Ended as ended:
            if ended.is_late:
                break
    return tidy("\n".join(texts))


def tidy(text: str) -> str:
    """Return words with one space between them, and nothing where there is hardly a sign."""
    words = " ".join(text.split())[:MOST_TEXT_SIGNS]
    plain = words.encode("utf-8", "ignore").decode()
    return plain if sum(sign.isalnum() for sign in plain) >= LEAST_SIGNS else ""


def _read(page: Path, folder: Path, until: float) -> str:
    limits = [*process.PYTHON, "inclusion.intake.limits", str(SMALLEST_FILE_LIMIT)]
    program = [shutil.which("tesseract") or "tesseract", str(page), "stdout"]
    answer = process.answered(
        [*limits, *program, "-l", "+".join(languages())],
        folder=folder,
        until=until,
        environment={"OMP_THREAD_LIMIT": "1"},
    )
    return answer.decode("utf-8", "ignore")
