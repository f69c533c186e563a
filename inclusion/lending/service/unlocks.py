"""What a visit has open: an identity sealed by a key that only the browser's cookie holds."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.crypto import CannotOpen
from inclusion.lending.models import LendingUnlock
from inclusion.lending.rules import Purpose
from inclusion.safe.rules import IDLE, LONGEST, openness


def keep(
    session: Session,
    *,
    visit_ref: str,
    purpose: Purpose,
    subject_id: int,
    identity: str,
    at: datetime,
) -> bytes:
    """Keep an identity open for one visit; return the key that only its cookie will hold."""
    key = crypto.random_key()
    drop(session, visit_ref=visit_ref, purpose=purpose)
    session.add(
        LendingUnlock(
            visit_ref=visit_ref,
            purpose=purpose,
            subject_id=subject_id,
            sealed_identity=crypto.seal_blob(
                key, identity.encode(), bound_to=_bound(visit_ref, purpose, subject_id)
            ),
            opened_at=at,
            idle_until=at + IDLE,
            until=at + LONGEST,
        )
    )
    session.flush()
    return key


def find(
    session: Session, *, visit_ref: str, purpose: Purpose, key: bytes, at: datetime
) -> tuple[LendingUnlock, str] | None:
    """Return what a visit has open and its identity, None when it closed or the key is another."""
    row = session.scalar(
        sa.select(LendingUnlock).where(
            LendingUnlock.visit_ref == visit_ref,
            LendingUnlock.purpose == purpose,
        )
    )
    if row is None or not openness.is_open(idle_until=row.idle_until, until=row.until, at=at):
        return None
    try:
        bound = _bound(visit_ref, purpose, row.subject_id)
        return row, crypto.open_blob(key, row.sealed_identity, bound_to=bound).decode()
    except CannotOpen:
        return None


def must_touch(unlock: LendingUnlock, *, at: datetime) -> bool:
    """Tell whether the idle time is worth writing again."""
    return openness.must_touch(idle_until=unlock.idle_until, at=at)


def touch(session: Session, *, unlock: LendingUnlock, at: datetime) -> None:
    """Put off the idle closing."""
    session.execute(
        sa.update(LendingUnlock).where(LendingUnlock.id == unlock.id).values(idle_until=at + IDLE)
    )


def drop(session: Session, *, visit_ref: str, purpose: Purpose) -> None:
    """Close what a visit has open."""
    session.execute(
        sa.delete(LendingUnlock).where(
            LendingUnlock.visit_ref == visit_ref, LendingUnlock.purpose == purpose
        )
    )


def drop_closed(session: Session, *, at: datetime) -> None:
    """Delete what closed by itself."""
    session.execute(
        sa.delete(LendingUnlock).where(
            sa.or_(LendingUnlock.until <= at, LendingUnlock.idle_until <= at)
        )
    )


def _bound(visit_ref: str, purpose: Purpose, subject_id: int) -> bytes:
    return f"{visit_ref}|{purpose.value}|{subject_id}".encode()
