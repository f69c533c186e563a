"""The hash chain of a safe's journal: each entry holds the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

FIRST = "0" * 64


class Break(StrEnum):
    """How a chain can be found broken."""

    MISSING = "missing"
    ALTERED = "altered"
    UNLINKED = "unlinked"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as stored."""

    seq: int
    entry: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking a chain found; `broken` is None when it holds."""

    length: int
    head: str
    broken: Break | None = None
    at: int | None = None


def canonical(entry: Mapping[str, object]) -> str:
    """Write an entry in the one way that is hashed. Source: RFC 8785, for strings and integers."""
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def link_hash(previous: str, entry: str) -> str:
    """Give the hash of an entry that follows another."""
    return hashlib.sha256(f"{previous}\n{entry}".encode()).hexdigest()


def checked(links: Iterable[Link], *, length: int, head: str) -> Verdict:
    """Follow a chain to the head that the safe declares.

    links: in order of `seq`, from 1.
    """
    previous, seen = FIRST, 0
    for link in links:
        seen += 1
        found = _fault(link, seq=seen, previous=previous)
        if found is not None:
            return Verdict(seen - 1, previous, found, seen)
        previous = link.hash
    if seen != length or previous != head:
        return Verdict(seen, previous, Break.TRUNCATED, seen + 1)
    return Verdict(seen, previous)


def _fault(link: Link, *, seq: int, previous: str) -> Break | None:
    if link.seq != seq:
        return Break.MISSING
    if link.previous != previous:
        return Break.UNLINKED
    if link.hash != link_hash(previous, link.entry) or json.loads(link.entry).get("seq") != seq:
        return Break.ALTERED
    return None
