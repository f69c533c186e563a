"""The daily statement of journals' heads: its text, its hash, what following it may find."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

FIRST = "0" * 64
EACH = timedelta(hours=20)
"""A daily job may come a little early; two machines do not both make the statement of a day."""


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """How long a safe's journal is, and the hash of its last entry."""

    safe: str
    length: int
    head: str

    @property
    def line(self) -> str:
        """Write it as the statement's hash takes it."""
        return f"{self.safe} {self.length} {self.head}\n"


class Fault(StrEnum):
    """What following journals and statements can find wrong."""

    ENTRY_MISSING = "entry missing"
    ENTRY_ALTERED = "entry altered"
    ENTRY_UNLINKED = "entry does not follow the one before"
    JOURNAL_TRUNCATED = "journal is not as long as its safe says"
    JOURNAL_REWRITTEN = "journal differs from its signed head"
    JOURNAL_SHORTENED = "journal is shorter than its signed head"
    SAFE_GONE = "safe of a signed head is gone"
    SIGNATURE_WRONG = "statement is not signed by us"
    STATEMENT_UNLINKED = "statement does not follow the one before"
    STATEMENT_MISSING = "statement is not in the database"
    HEADS_ALTERED = "heads are not those of the statement"
    FILE_MISSING = "statement has no file"
    FILE_ALTERED = "file is not the statement"
    TOKEN_WRONG = "timestamp is not that of the statement"  # noqa: S105 - a fault, no secret


@dataclass(frozen=True, slots=True)
class Found:
    """A fault and its place."""

    fault: Fault
    where: str

    def __str__(self) -> str:
        return f"{self.where}: {self.fault.value}"


def text_of(heads: Iterable[Head]) -> str:
    """Write heads in the one order that is hashed."""
    return "".join(head.line for head in sorted(heads))


def heads_in(text: str) -> list[Head]:
    """Read heads back. Raises ValueError."""
    parts = [line.split(" ") for line in text.splitlines()]
    return [Head(safe, int(length), head) for safe, length, head in parts]


def digest_of(heads: Iterable[Head]) -> str:
    """Return the hash that a statement bears."""
    return hashlib.sha256(text_of(heads).encode()).hexdigest()
