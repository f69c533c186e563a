"""Follow every journal and every statement, in one pass: the place of each fault."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion import receipts
from inclusion.proofs import queries
from inclusion.proofs.models import JournalStatement
from inclusion.proofs.rules import FIRST, Fault, Found, Head, digest_of
from inclusion.proofs.service import heads, places, stamping
from inclusion.safe.models import Safe, SafeJournal
from inclusion.safe.rules import chain
from inclusion.tokens import digest

ROWS_AT_ONCE = 5_000
Checkpoints = dict[str, dict[int, tuple[str, int]]]
"""By safe, by length: the head that a statement gave, and the number of that statement."""
_SAFE = (Safe.id, Safe.public_id, Safe.journal_length, Safe.journal_head)
_ENTRY = (
    SafeJournal.safe_id,
    SafeJournal.seq,
    SafeJournal.entry,
    SafeJournal.previous,
    SafeJournal.hash,
)
_BREAKS = {
    chain.Break.MISSING: Fault.ENTRY_MISSING,
    chain.Break.ALTERED: Fault.ENTRY_ALTERED,
    chain.Break.UNLINKED: Fault.ENTRY_UNLINKED,
    chain.Break.TRUNCATED: Fault.JOURNAL_TRUNCATED,
}


@dataclass(frozen=True, slots=True)
class Report:
    """What was followed, and what is wrong."""

    safes: int
    entries: int
    statements: int
    faults: list[Found]


def followed(session: Session, *, keys: Sequence[Mapping[str, Any]], folder: Path) -> Report:
    """Check signatures, files and chains of statements, then each journal against them."""
    faults: list[Found] = []
    points: Checkpoints = defaultdict(dict)
    told = queries.statements(session)
    numbers = {statement.seq for statement in told}
    previous, last = FIRST, 0
    for statement in told:
        wrong, is_restored = _statement_faults(
            session, statement, previous=previous, keys=keys, folder=folder, points=points
        )
        faults += wrong
        if is_restored:  # those between went with the database that a backup replaced
            numbers.update(range(last + 1, statement.seq))
        previous, last = digest(statement.jws), statement.seq
    faults += [
        Found(Fault.STATEMENT_MISSING, f"statement {seq}")
        for seq in places.numbers(folder)
        if seq not in numbers
    ]
    broken, safes, entries = _journals(session, points)
    return Report(safes, entries, len(told), faults + broken)


def _statement_faults(
    session: Session,
    statement: JournalStatement,
    *,
    previous: str,
    keys: Sequence[Mapping[str, Any]],
    folder: Path,
    points: Checkpoints,
) -> tuple[list[Found], bool]:
    """Return what is wrong with a statement, and whether a backup was put back before it."""
    try:
        claims = receipts.verified(statement.jws, keys=keys)
    except receipts.NotGenuine:
        return [Found(Fault.SIGNATURE_WRONG, f"statement {statement.seq}")], False
    listed = queries.heads_of(session, statement.id)
    is_restored = bool(claims.get("restored"))
    if is_restored:
        points.clear()
    _mark(points, listed, statement.seq)
    token = statement.timestamp_token
    wrong = {
        Fault.SIGNATURE_WRONG: (claims.get("kind"), claims.get("seq")) != ("heads", statement.seq),
        Fault.STATEMENT_UNLINKED: not is_restored and claims.get("previous") != previous,
        Fault.HEADS_ALTERED: claims.get("digest") != digest_of(listed),
        **_file_faults(session, statement, folder),
        Fault.TOKEN_WRONG: token is not None and not stamping.stamps(token, statement.jws.encode()),
    }
    place = f"statement {statement.seq}"
    return [Found(fault, place) for fault, is_so in wrong.items() if is_so], is_restored


def _file_faults(session: Session, statement: JournalStatement, folder: Path) -> dict[Fault, bool]:
    try:
        kept = places.path_of(folder, statement.seq).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {Fault.FILE_MISSING: True}
    return {Fault.FILE_ALTERED: kept != heads.content_of(session, statement)}


def _mark(points: Checkpoints, listed: list[Head], seq: int) -> None:
    for head in listed:
        points[head.safe].setdefault(head.length, (head.head, seq))


def _journals(session: Session, points: Checkpoints) -> tuple[list[Found], int, int]:
    """Return the faults of all journals, how many there are, and how many entries they hold."""
    faults: list[Found] = []
    safes = {row.id: row for row in session.execute(sa.select(*_SAFE))}
    count, entries = len(safes), 0
    for safe_id, rows in groupby(_rows(session), key=itemgetter(0)):
        safe = safes.pop(safe_id)
        found, length = _journal_faults(safe, rows, points.pop(safe.public_id, {}))
        faults += found
        entries += length
    for safe in safes.values():  # none of their entries is left
        faults += _journal_faults(safe, iter(()), points.pop(safe.public_id, {}))[0]
    faults += [Found(Fault.SAFE_GONE, f"safe {safe}") for safe in sorted(points)]
    return faults, count, entries


def _rows(session: Session) -> Iterator[Any]:
    statement = sa.select(*_ENTRY).order_by(SafeJournal.safe_id, SafeJournal.seq)
    return iter(session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)))


def _journal_faults(
    safe: Any, rows: Iterator[Any], marks: Mapping[int, tuple[str, int]]
) -> tuple[list[Found], int]:
    faults: list[Found] = []
    where, last = f"safe {safe.public_id}", 0

    def links() -> Iterator[chain.Link]:
        nonlocal last
        for _safe_id, seq, entry, previous, link_hash in rows:
            last = seq
            head, statement = marks.get(seq, (link_hash, 0))
            if head != link_hash:
                place = f"{where}, entry {seq}, statement {statement}"
                faults.append(Found(Fault.JOURNAL_REWRITTEN, place))
            yield chain.Link(seq, entry, previous, link_hash)

    verdict = chain.checked(links(), length=safe.journal_length, head=safe.journal_head)
    if verdict.broken is not None:
        faults.insert(0, Found(_BREAKS[verdict.broken], f"{where}, entry {verdict.at}"))
    longest = max(marks, default=0)
    if verdict.broken in (None, chain.Break.TRUNCATED) and longest > last:
        place = f"{where}, entry {last + 1}, statement {marks[longest][1]}"
        faults.append(Found(Fault.JOURNAL_SHORTENED, place))
    return faults, last
