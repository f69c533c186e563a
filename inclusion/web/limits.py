"""Failed tries, counted in the database: per account, per code, per network.

A full count delays the next try; it never locks anybody out for good. Keys are stored keyed by
the server's lookup key, so that the table names nobody.

`guard` and `note_failure` look, then count. `take` counts a try before it is judged, in one
transaction, so that a hundred tries sent at once do not all pass; `give_back` undoes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import Session

from inclusion.db import read_session, write_session
from inclusion.errors import TooMany
from inclusion.tokens import keyed_digest
from inclusion.web import queries
from inclusion.web.models import Attempt
from inclusion.web.rules import FREE, SLOWEST, delay_after, home_of, network_of
from inclusion.web.session import now, parts

WINDOW = timedelta(minutes=10)
KEPT = timedelta(days=1)
KNOWN_FACTOR = 10


@dataclass(frozen=True, slots=True)
class Count:
    """What a try is counted against.

    free: how many failures cost nothing. window: when set, `free` failures within it is all there
    is; otherwise each failure of the last day doubles the wait. is_slow: each waits the longest.
    """

    kind: str
    key: str
    free: int = FREE
    window: timedelta | None = None
    is_slow: bool = False


def guard(
    kind: str, key: str, *, at: datetime | None = None, limit: int = 10, window: timedelta = WINDOW
) -> None:
    """Raise TooMany when `limit` failures for `key` lie within the last `window`."""
    with read_session(parts().engine) as session:
        _check(session, Count(kind, key, limit, window), at or now())


def note_failure(kind: str, key: str, *, at: datetime | None = None) -> None:
    """Count one failure, in a transaction of its own, and drop those of yesterday."""
    at = at or now()
    with write_session(parts().engine) as session:
        session.add(Attempt(kind=kind, key_hash=_hash(key), at=at))
        session.execute(sa.delete(Attempt).where(Attempt.at < at - KEPT))


def take(*counts: Count, at: datetime | None = None) -> list[int]:
    """Count a try against each of `counts` before it is judged; return what to give back.

    Raises TooMany, counting nothing, while the delay of one of them runs.
    """
    at = at or now()
    with read_session(parts().engine) as session:  # a flood of refused tries writes nothing
        for count in counts:
            _check(session, count, at)
    with write_session(parts().engine) as session:
        for count in sorted(counts, key=lambda count: (count.kind, count.key)):
            _wait_for_turn(session, count)
            _check(session, count, at)
        tries = [Attempt(kind=c.kind, key_hash=_hash(c.key), at=at) for c in counts]
        session.add_all(tries)
        session.flush()
        return [attempt.id for attempt in tries]


def give_back(taken: Sequence[int], *right: Count) -> None:
    """Undo a try that was right, and forget the failures of the counts that it proves wrong."""
    with write_session(parts().engine) as session:
        session.execute(sa.delete(Attempt).where(Attempt.id.in_(taken)))
        for count in right:
            session.execute(_deletion(count.kind, count.key))


def failures(kind: str, key: str, *, at: datetime | None = None) -> int:
    """Return how many failures of the last day there are for `key`."""
    at = at or now()
    with read_session(parts().engine) as session:
        return _recent(session, Count(kind, key), at - KEPT)[0]


def forgive(kind: str, key: str) -> None:
    """Forget the failures of `key`: the right answer came."""
    with write_session(parts().engine) as session:
        session.execute(_deletion(kind, key))


def network() -> str:
    """Return the caller's network: /24 of an IPv4 address, /56 of an IPv6 one."""
    return network_of(request.remote_addr or "unknown")


def place() -> int | None:
    """Return the place whose public address the caller has."""
    with read_session(parts().engine) as session:
        return queries.place_of_network(session, home_of(request.remote_addr or "unknown"))


def network_count(kind: str, *, free: int, window: timedelta = WINDOW) -> Count:
    """Return the count of the caller's network; a counter, where many sign in, has ten times more.

    A counter is counted by its own address, so that its neighbours gain nothing.
    """
    if place() is not None:
        return Count(kind, home_of(request.remote_addr or ""), free * KNOWN_FACTOR, window)
    return Count(kind, network(), free, window)


def _check(session: Session, count: Count, at: datetime) -> None:
    number, oldest, newest = _recent(session, count, at - (count.window or KEPT))
    if number == 0 or oldest is None or newest is None:
        return
    if count.window:
        free_at = oldest + count.window if number >= count.free else at
    else:
        wait = SLOWEST if count.is_slow else delay_after(number, free=count.free)
        free_at = newest + wait
    if free_at > at:
        raise TooMany(count.kind, retry_after=max(free_at - at, timedelta(seconds=1)))


def _recent(
    session: Session, count: Count, since: datetime
) -> tuple[int, datetime | None, datetime | None]:
    row = session.execute(
        sa.select(sa.func.count(), sa.func.min(Attempt.at), sa.func.max(Attempt.at)).where(
            Attempt.kind == count.kind,
            Attempt.key_hash == _hash(count.key),
            Attempt.at > since,
        )
    ).one()
    return row[0], row[1], row[2]


def _wait_for_turn(session: Session, count: Count) -> None:
    """Let one try at a time look at a count; SQLite's writers queue anyway."""
    if session.get_bind().dialect.name == "postgresql":
        key = sa.func.hashtextextended(count.kind + _hash(count.key), 0)
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _deletion(kind: str, key: str) -> sa.Delete:
    return sa.delete(Attempt).where(Attempt.kind == kind, Attempt.key_hash == _hash(key))


def _hash(key: str) -> str:
    return keyed_digest(parts().settings.secrets.lookup_key, key)
