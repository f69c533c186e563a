"""What a process that touches a stranger's file may use at most.

As a command, `python -m inclusion.intake.limits BYTES PROGRAM…` becomes PROGRAM under them.
"""

import contextlib
import ctypes
import os
import resource
import sys

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 18
MOST_OPEN_FILES = 64
MOST_TASKS = 32
SMALLEST_FILE_LIMIT = 64_000_000
TIMES_THE_DOCUMENT = 4
_NEW_USER, _NEW_NETWORK = 0x1000_0000, 0x4000_0000


def largest_file(most_bytes: int) -> int:
    """Return how large a file the process may write for a document of at most `most_bytes`."""
    return max(SMALLEST_FILE_LIMIT, TIMES_THE_DOCUMENT * most_bytes)


def confine(largest: int) -> None:
    """Limit this process for good: memory, processor, files; the network where the kernel helps."""
    if _is_apart():
        resource.setrlimit(resource.RLIMIT_NPROC, (MOST_TASKS, MOST_TASKS))
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, largest),
        (resource.RLIMIT_NOFILE, MOST_OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _is_apart() -> bool:
    """Enter an empty network, where only our own tasks count; False where the kernel forbids it."""
    with contextlib.suppress(OSError, AttributeError):
        return bool(ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK) == 0)
    return False


def main() -> None:
    """Become the program of the command line."""
    confine(int(sys.argv[1]))
    # The caller chose the program; its words come from the command line, never from a file.
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606


if __name__ == "__main__":
    main()
