"""The antivirus: ask clamd about files, over its own protocol, and believe only a clear answer.

Source: clamd(8), INSTREAM. Whatever is not a clear answer is « not scanned », never « clean ».
"""

import contextlib
import socket
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from inclusion.intake.rules import Scan
from inclusion.settings import Settings

CHUNK_BYTES = 1 << 18
ANSWER_BYTES = 4096
TOO_MUCH = "Heuristics.Limits.Exceeded"
"""What clamd answers, with `AlertExceedsMax yes`, where it gave up."""


class Infected(Exception):
    """The antivirus knows this file as harmful."""


@dataclass(frozen=True, slots=True)
class Scanner:
    """A clamd at an address, and whether a file that it did not check must stay outside."""

    address: str
    is_required: bool = False

    def scanned(self, paths: Iterable[Path], *, until: float) -> Scan:
        """Check files; CLEAN only when each was. until: on the monotonic clock.

        Raises Infected.
        """
        answers = [self._scanned(path, until) for path in paths]
        return Scan.CLEAN if all(answers) else Scan.NOT_SCANNED

    def _scanned(self, path: Path, until: float) -> bool:
        with contextlib.suppress(OSError, ValueError), path.open("rb") as file:
            with _connected(self.address, until) as connection:
                answer = _answer(connection, file, until)
            if answer.endswith(" FOUND") and TOO_MUCH not in answer:
                raise Infected
            return answer == "stream: OK"
        return False


def scanner_of(settings: Settings) -> Scanner | None:
    """Return the scanner that the settings ask for, or None."""
    if settings.antivirus == "off":
        return None
    return Scanner(settings.clamd_url, is_required=settings.antivirus == "required")


def _connected(address: str, until: float) -> socket.socket:
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(_left(until))
            connection.connect(address.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
        return connection
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=_left(until))


def _answer(connection: socket.socket, file: BinaryIO, until: float) -> str:
    # A clamd that has heard enough answers and hangs up in the middle: its answer still counts.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK_BYTES):
            connection.settimeout(_left(until))
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < ANSWER_BYTES:
        connection.settimeout(_left(until))
        if not (part := connection.recv(ANSWER_BYTES)):
            break
        answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace")


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
