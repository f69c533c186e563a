"""Failed tries, counted in the database: per account, per code, per network.

A full window delays the next try; it never locks anybody out for good. Keys are stored keyed by
the server's lookup key, so that the table names nobody.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import request

from inclusion.db import read_session, write_session
from inclusion.errors import TooMany
from inclusion.tokens import keyed_digest
from inclusion.web.models import Attempt
from inclusion.web.session import now, parts

WINDOW = timedelta(minutes=10)
KEPT = timedelta(days=1)


def guard(
    kind: str, key: str, *, at: datetime | None = None, limit: int = 10, window: timedelta = WINDOW
) -> None:
    """Raise TooMany when `limit` failures for `key` lie within the last `window`."""
    at = at or now()
    with read_session(parts().engine) as session:
        recent = session.execute(
            sa.select(sa.func.count(), sa.func.min(Attempt.at)).where(
                Attempt.kind == kind,
                Attempt.key_hash == _hash(key),
                Attempt.at > at - window,
            )
        ).one()
    if recent[0] >= limit:
        raise TooMany(kind, retry_after=max(recent[1] + window - at, timedelta(seconds=1)))


def note_failure(kind: str, key: str, *, at: datetime | None = None) -> None:
    """Count one failure, in a transaction of its own, and drop those of yesterday."""
    at = at or now()
    with write_session(parts().engine) as session:
        session.add(Attempt(kind=kind, key_hash=_hash(key), at=at))
        session.execute(sa.delete(Attempt).where(Attempt.at < at - KEPT))


def forgive(kind: str, key: str) -> None:
    """Forget the failures of `key`: the right answer came."""
    with write_session(parts().engine) as session:
        session.execute(
            sa.delete(Attempt).where(Attempt.kind == kind, Attempt.key_hash == _hash(key))
        )


def network() -> str:
    """Return the caller's network: /24 of an IPv4 address, /56 of an IPv6 one."""
    address = request.remote_addr or "unknown"
    if ":" in address:
        return ":".join(address.split(":")[:3])
    return address.rpartition(".")[0]


def _hash(key: str) -> str:
    return keyed_digest(parts().settings.secrets.lookup_key, key)
