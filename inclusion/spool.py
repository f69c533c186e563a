"""Private folders in memory for bytes in clear, gone when the work is done."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - a private 0700 folder is made inside


def home() -> str | None:
    """Return where spools live: memory where the machine has it, its temporary folder if not."""
    return str(_MEMORY) if os.access(_MEMORY, os.W_OK) else None


@contextmanager
def private_folder() -> Iterator[Path]:
    """Yield a new folder that only we can enter, removed at the end whatever happens."""
    with tempfile.TemporaryDirectory(prefix="inclusion-", dir=home()) as folder:
        yield Path(folder)
