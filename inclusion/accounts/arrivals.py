"""Notice a sign-in from a device that an account was never entered from, or not for long."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion import wording
from inclusion.accounts import choices, notifying, queries
from inclusion.accounts.models import Account, SeenDevice
from inclusion.accounts.rules.reaching import KNOWN_FOR, Topic
from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.errors import NotFound
from inclusion.people import queries as people


@dataclass(frozen=True, slots=True)
class Arrival:
    """A sign-in: from which device, and when and from what the one before was."""

    device_id: str
    last_at: datetime | None
    last_device: str


def note(session: Session, *, account_id: int, device: str, at: datetime) -> Arrival:
    """Remember the device of a sign-in, and tell the owner when it is a new one.

    The first device of an account is nobody's surprise. A sign-in that the owner cannot be told
    of is asked about at the next visit.
    """
    last = session.scalar(_devices(account_id).limit(1))
    arrival = (last.last_at, last.device) if last else (None, "")
    seen = session.scalar(_devices(account_id).where(SeenDevice.device == device))
    is_new = last is not None and (seen is None or seen.last_at < at - KNOWN_FOR)
    if seen is None:
        seen = SeenDevice(account_id=account_id, device=device, first_at=at)
        session.add(seen)
    seen.last_at = at
    if is_new:
        seen.first_at = at
        seen.is_in_doubt = not _tell(session, account_id, device, at)
    session.flush()
    return Arrival(seen.public_id, *arrival)


def in_doubt(session: Session, *, account_id: int, but: str | None) -> SeenDevice | None:
    """Return the newest device that its owner has yet to recognise, `but` the one in use."""
    return session.scalar(
        _devices(account_id)
        .where(SeenDevice.is_in_doubt, SeenDevice.public_id != (but or ""))
        .limit(1)
    )


def recognise(session: Session, *, account_id: int, public_id: str) -> None:
    """Note that a sign-in was its owner's; raises NotFound for a device of another account."""
    seen = session.scalar(_devices(account_id).where(SeenDevice.public_id == public_id))
    if seen is None:
        raise NotFound("device")
    seen.is_in_doubt = False


def _devices(account_id: int) -> sa.Select[SeenDevice]:
    return (
        sa.select(SeenDevice)
        .where(SeenDevice.account_id == account_id)
        .order_by(SeenDevice.last_at.desc(), SeenDevice.id.desc())
    )


def _tell(session: Session, account_id: int, device: str, at: datetime) -> bool:
    account = queries.account(session, account_id)
    _record(session, account, at)
    if account.person_id is None or not choices.is_wanted(session, account_id, Topic.NEW_SIGN_IN):
        return False
    person = people.person(session, account.person_id)
    return notifying.tell(
        session,
        person=person,
        account_id=account_id,
        text="new_sign_in",
        values={"device": device, "when": wording.day_and_hour(at, person.language)},
        at=at,
    )


def _record(session: Session, account: Account, at: datetime) -> None:
    audit.record(
        session,
        action="account.new_device",
        at=at,
        actor=Actor(account.id, account.role.value, account.structure_id),
        person_id=account.person_id,
        object_kind="account",
        object_id=account.id,
    )
