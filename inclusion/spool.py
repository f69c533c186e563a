"""Private folders in memory for bytes in clear, gone when the work is done.

A process that is killed cannot remove its folder. Each folder is locked by its maker for as long
as it lives, so the next one to come removes those that nobody holds.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "inclusion-"
YOUNG_SECONDS = 5

_MEMORY = Path("/dev/shm")  # noqa: S108 - a private 0700 folder is made inside


def home() -> str | None:
    """Return where spools live: memory where the machine has it, its temporary folder if not."""
    return str(_MEMORY) if os.access(_MEMORY, os.W_OK) else None


@contextmanager
def private_folder() -> Iterator[Path]:
    """Yield a new folder that only we can enter, removed at the end whatever happens."""
    sweep()
    with (
        tempfile.TemporaryDirectory(prefix=PREFIX, dir=home()) as folder,
        _held(Path(folder)),
    ):
        yield Path(folder)


def sweep() -> int:
    """Remove the folders whose maker was killed; say how many."""
    root = Path(home() or tempfile.gettempdir())
    left = [path for path in root.glob(f"{PREFIX}*") if _is_left(path)]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _is_left(folder: Path) -> bool:
    """Tell whether nobody holds a folder of ours; one just made may not be locked yet."""
    with contextlib.suppress(OSError):
        facts = folder.lstat()
        if facts.st_uid != os.getuid() or time.time() - facts.st_ctime < YOUNG_SECONDS:
            return False
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(handle)
        return True
    return False
