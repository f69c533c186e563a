"""What a visit remembers of its beginning: the device, and the visit before."""

from datetime import datetime
from typing import TYPE_CHECKING

from flask import request
from sqlalchemy.orm import Session

from inclusion.accounts import arrivals, queries
from inclusion.web import devices
from inclusion.web.session import now
from inclusion.web.visit import NOTICE, visit

if TYPE_CHECKING:
    from inclusion.accounts.models import SeenDevice

DEVICE, LAST = "arrived_on", "last_visit"


def arrived(session: Session, account_id: int) -> None:
    """Note the device of the sign-in under way, and keep when the one before was."""
    arrival = arrivals.note(
        session,
        account_id=account_id,
        device=devices.described(request.user_agent.string),
        at=now(),
    )
    visit()[DEVICE] = arrival.device_id
    remind(session, account_id)
    if arrival.last_at is not None:
        visit()[LAST] = [arrival.last_at.isoformat(), arrival.last_device]


def remind(session: Session, account_id: int) -> "SeenDevice | None":
    """Keep in the visit whether something waits to be read; return the device in doubt."""
    doubt = arrivals.in_doubt(session, account_id=account_id, but=arrived_on())
    waits = doubt is not None or queries.account(session, account_id).closing_at is not None
    if visit().get(NOTICE, False) != waits:
        visit()[NOTICE] = waits
    return doubt


def arrived_on() -> str | None:
    """Return the reference of the device that this visit came from."""
    reference: str | None = visit().get(DEVICE)
    return reference


def last_visit() -> tuple[datetime, str] | None:
    """Return when and from what the visit before this one was, None at the first."""
    if LAST not in visit():
        return None
    at, device = visit()[LAST]
    return datetime.fromisoformat(at), device
