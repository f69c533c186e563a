"""Run a program on a stranger's file: in its own group, for so long, and no longer."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PYTHON = (sys.executable, "-P", "-m")
"""Our Python, which imports nothing from the folder it works in."""
PATHS = tuple(str(Path(path).absolute()) for path in sys.path)


class Ended(Exception):
    """The program did not end well; is_late: it would have gone on."""

    def __init__(self, *, is_late: bool) -> None:
        """Keep how it ended."""
        self.is_late = is_late
        super().__init__()


def answered(
    command: Sequence[str],
    *,
    folder: Path,
    until: float,
    question: bytes = b"",
    environment: Mapping[str, str] | None = None,
) -> bytes:
    """Return what a program writes, given a question. until: on the monotonic clock.

    Raises Ended. Nothing of the program is alive afterwards.
    """
    program = subprocess.Popen(  # noqa: S603 - ours or tesseract, on a file of a private folder
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"PYTHONPATH": os.pathsep.join(PATHS), **(environment or {})},
        start_new_session=True,
    )
    try:
        answer, _none = program.communicate(question, max(until - time.monotonic(), 0.01))
    except subprocess.TimeoutExpired:
        raise Ended(is_late=True) from None
    finally:
        _kill(program)
    if program.returncode:
        raise Ended(is_late=program.returncode in (-signal.SIGXCPU, -signal.SIGKILL))
    return answer


def _kill(program: "subprocess.Popen[bytes]") -> None:
    """End the program and whatever it started, and let nothing of it wait."""
    if program.poll() is None:
        os.killpg(program.pid, signal.SIGKILL)
    with program:
        pass
