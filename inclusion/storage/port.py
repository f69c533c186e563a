"""What the safe asks of a place that keeps objects, and how such a place refuses."""

import contextlib
import errno
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, Protocol

from inclusion.errors import Conflict, NotFound, Unavailable

KEY_SHAPE = re.compile(r"[0-9a-f]{32}")
COPY_CHUNK_BYTES = 1 << 20


class ObjectMissing(NotFound):
    """No object has this key."""


class ObjectExists(Conflict):
    """An object already has this key: objects never change."""


class StoreRefused(Unavailable):
    """The store's address is unknown, or it failed its probe; `sentence` says what to do."""

    def __init__(self, code: str, sentence: str = "") -> None:
        """Keep the stable code and the sentence for the operator."""
        super().__init__(code)
        self.sentence = sentence or code


class StoreAway(Unavailable, OSError):
    """The store does not answer, or answered by half: the same act may do later."""

    def __init__(self, code: str = "store_away") -> None:
        """Look like the input error that it is, for whoever handles files."""
        super().__init__(code)
        self.errno = errno.EIO


class Sink(Protocol):
    """Whatever bytes can be written to."""

    def write(self, data: bytes, /) -> int:
        """Take some bytes and say how many."""


class Store(Protocol):
    """What the safe asks of a place that keeps objects.

    Keys are drawn at random and never used twice: nothing here rests on a refusal to overwrite,
    which half of the servers do not know. Any call may raise StoreAway.
    """

    def put(self, key: str, stream: BinaryIO) -> None:
        """Keep the stream under a new key. Raises ObjectExists when the key is known as taken."""

    def writing(self, key: str) -> contextlib.AbstractContextManager[BinaryIO]:
        """Give a sink whose bytes become the object when the block ends well, else nothing."""

    def open(self, key: str) -> BinaryIO:
        """Give the object's bytes from the start. Raises ObjectMissing."""

    def delete(self, key: str) -> None:
        """Forget the object; an absent one is already forgotten."""

    def exists(self, key: str) -> bool:
        """Say whether an object has this key."""

    def keys(self) -> Iterator[str]:
        """Give every key kept, in any order."""

    def stored_at(self, key: str) -> datetime:
        """Give the instant when the object was written. Raises ObjectMissing."""

    def tidy(self, *, before: datetime) -> int:
        """Remove what killed writers left half written before an instant; say how many."""

    def probe(self) -> None:
        """Write, read, write twice and delete. Raises StoreRefused."""


def new_key() -> str:
    """Draw a key that was never used: 128 random bits in hexadecimal."""
    return secrets.token_hex(16)


def checked_key(key: str) -> str:
    """Return a key of our shape; raises ObjectMissing for anything else."""
    if not KEY_SHAPE.fullmatch(key):
        raise ObjectMissing("object_key_malformed")
    return key
