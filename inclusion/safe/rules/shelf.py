"""Hold the rows of a safe against the index that its owner sealed: what was changed outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from inclusion.safe.rules import BIN_DAYS, DocumentState

BIN_TIME = timedelta(days=BIN_DAYS)
CLOCKS_DIFFER = timedelta(minutes=10)
"""How far the clock of the machine that empties bins may be from the clock of this one."""


class Fault(StrEnum):
    """What somebody who is not the owner did to a safe."""

    INDEX_MISSING = "index_missing"
    INDEX_ALTERED = "index_altered"
    JOURNAL_SHORTENED = "journal_shortened"
    PAPER_MISSING = "paper_missing"
    PAPER_ALTERED = "paper_altered"
    PAPER_ADDED = "paper_added"
    PAPER_MOVED = "paper_moved"
    KEY_REPLACED = "key_replaced"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the index and the row of a paper both say of it."""

    sealed_sha256: str
    state: DocumentState
    binned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A fault, and the paper that it touches; none when it is the whole safe."""

    fault: Fault
    document: str = ""


def compared(
    listed: Mapping[str, Facts], rows: Mapping[str, Facts], *, at: datetime
) -> list[Found]:
    """Return what the rows do not owe to the owner. Keys: public ids of papers.

    Two things happen without the owner: a deposit waits to be sorted, and the bin empties itself.
    """
    found = [
        Found(Fault.PAPER_MISSING, document)
        for document, facts in listed.items()
        if document not in rows and not _was_emptied(facts, at)
    ]
    for document, facts in rows.items():
        fault = _fault(listed.get(document), facts)
        found += [Found(fault, document)] if fault is not None else []
    return found


def _fault(listed: Facts | None, row: Facts) -> Fault | None:
    if listed is None:
        return None if row.state is DocumentState.TO_SORT else Fault.PAPER_ADDED
    if listed.sealed_sha256 != row.sealed_sha256:
        return Fault.PAPER_ALTERED
    return None if listed.state is row.state else Fault.PAPER_MOVED


def _was_emptied(facts: Facts, at: datetime) -> bool:
    return facts.binned_at is not None and facts.binned_at + BIN_TIME <= at + CLOCKS_DIFFER
