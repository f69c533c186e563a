"""Browsers from which an account was entered: the owner is not delayed by others' errors there."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import KnownDevice
from inclusion.accounts.rules.codes import DEVICE_LASTS
from inclusion.tokens import digest


def is_known(session: Session, *, account_id: int, token: str, at: datetime) -> bool:
    """Tell whether this account was entered with this cookie within the last 180 days."""
    return _find(session, account_id, token, at) is not None


def remember(session: Session, *, account_id: int, token: str, at: datetime) -> None:
    """Know a browser for 180 more days; what was not used for as long goes."""
    session.execute(sa.delete(KnownDevice).where(KnownDevice.last_used_at <= at - DEVICE_LASTS))
    known = _find(session, account_id, token, at)
    if known is None:
        known = KnownDevice(
            account_id=account_id, token_hash=digest(token), created_at=at, last_used_at=at
        )
        session.add(known)
    known.last_used_at = at
    session.flush()


def forget(session: Session, *, account_id: int) -> None:
    """Forget every browser of an account."""
    session.execute(sa.delete(KnownDevice).where(KnownDevice.account_id == account_id))


def _find(session: Session, account_id: int, token: str, at: datetime) -> KnownDevice | None:
    return session.scalar(
        sa.select(KnownDevice).where(
            KnownDevice.account_id == account_id,
            KnownDevice.token_hash == digest(token),
            KnownDevice.last_used_at > at - DEVICE_LASTS,
        )
    )
