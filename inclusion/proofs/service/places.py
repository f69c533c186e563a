"""The other place where statements are kept: files that are added, and never written again."""

import os
from pathlib import Path

from inclusion.errors import Conflict

NAME = "heads-{seq:06d}.txt"


class AlreadyStated(Conflict):
    """A file of this number is there and says something else: the database was put back."""


def path_of(folder: Path, seq: int) -> Path:
    """Return where a statement lies."""
    return folder / NAME.format(seq=seq)


def numbers(folder: Path) -> list[int]:
    """Return the numbers of the statements that have a file, in order."""
    return sorted(int(path.stem[6:]) for path in folder.glob("heads-[0-9]*.txt"))


def keep(folder: Path, *, seq: int, content: str) -> None:
    """Write a statement, synced, once; the same again is nothing. Raises AlreadyStated."""
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    path = path_of(folder, seq)
    draft = folder / f"{path.name}.{os.getpid()}.part"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        if path.read_text(encoding="utf-8") != content:
            raise AlreadyStated(path.name) from None
    finally:
        draft.unlink()
    _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
