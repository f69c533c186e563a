"""A safe open for one visit: its identity sealed by a key that only a cookie holds."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.crypto import CannotOpen
from inclusion.errors import Conflict
from inclusion.safe import journal, queries
from inclusion.safe.models import Safe, SafeUnlock
from inclusion.safe.queries import Opened
from inclusion.safe.rules import IDLE, LONGEST, Act, Channel, openness


class Frozen(Conflict):
    """The safe of somebody deceased: nobody opens it."""


def open_for_visit(
    session: Session,
    *,
    safe: Safe,
    identity: str,
    visit_ref: str,
    act: Act,
    at: datetime,
    channel: Channel = Channel.OWNER,
    who: str = "",
) -> bytes:
    """Keep a safe open for one visit; return the key that only its cookie will hold.

    The row alone opens nothing, and neither does the cookie. who: by whose help, when it was not
    the owner alone. Raises Frozen.
    """
    if queries.is_frozen(session, safe.account_id):
        raise Frozen("safe")
    key = crypto.random_key()
    session.execute(sa.delete(SafeUnlock).where(SafeUnlock.visit_ref == visit_ref))
    session.add(
        SafeUnlock(
            visit_ref=visit_ref,
            safe_id=safe.id,
            sealed_identity=crypto.seal_blob(
                key, identity.encode(), bound_to=_bound(visit_ref, safe.id)
            ),
            opened_at=at,
            idle_until=at + IDLE,
            until=at + LONGEST,
        )
    )
    if act is Act.OPENED_BY_CARD:
        session.execute(sa.update(Safe).where(Safe.id == safe.id).values(card_used_at=at))
    journal.append(session, safe_id=safe.id, act=act, at=at, channel=channel, who=who)
    return key


def find_opened(
    session: Session, *, account_id: int, visit_ref: str, key: bytes, at: datetime
) -> Opened | None:
    """Return the safe that a visit has open, None when it closed or the key is not its own."""
    row = session.get(SafeUnlock, visit_ref)
    if row is None or not openness.is_open(idle_until=row.idle_until, until=row.until, at=at):
        return None
    safe = session.get_one(Safe, row.safe_id)
    if safe.account_id != account_id or queries.is_frozen(session, account_id):
        return None
    try:
        identity = crypto.open_blob(
            key, row.sealed_identity, bound_to=_bound(visit_ref, safe.id)
        ).decode()
    except CannotOpen:
        return None
    if crypto.recipient_of(identity) != safe.public_key:
        return None  # somebody replaced it: nothing may be sealed to it, the door says so
    return Opened(safe, identity, openness.closes_at(opened_at=row.opened_at, used_at=at))


def must_touch(session: Session, *, visit_ref: str, at: datetime) -> bool:
    """Tell whether the idle time is worth writing again."""
    row = session.get(SafeUnlock, visit_ref)
    return row is not None and openness.must_touch(idle_until=row.idle_until, at=at)


def touch(session: Session, *, visit_ref: str, at: datetime) -> None:
    """Put off the idle closing."""
    session.execute(
        sa.update(SafeUnlock).where(SafeUnlock.visit_ref == visit_ref).values(idle_until=at + IDLE)
    )


def close(session: Session, *, safe_id: int, visit_ref: str, at: datetime) -> None:
    """Close the safe of a visit."""
    session.execute(sa.delete(SafeUnlock).where(SafeUnlock.visit_ref == visit_ref))
    journal.append(session, safe_id=safe_id, act=Act.CLOSED, at=at)


def drop_closed(session: Session, *, at: datetime) -> None:
    """Delete the rows of safes that closed by themselves."""
    session.execute(
        sa.delete(SafeUnlock).where(sa.or_(SafeUnlock.until <= at, SafeUnlock.idle_until <= at))
    )


def _bound(visit_ref: str, safe_id: int) -> bytes:
    return f"{visit_ref}|{safe_id}".encode()
