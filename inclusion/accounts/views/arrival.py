"""What a visit remembers of its beginning: the device, and the visit before."""

from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from inclusion.accounts import arrivals
from inclusion.web import devices
from inclusion.web.session import now
from inclusion.web.visit import visit

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
    if arrival.last_at is not None:
        visit()[LAST] = [arrival.last_at.isoformat(), arrival.last_device]


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
