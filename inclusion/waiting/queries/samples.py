"""Real ids of the demonstration, for the list of pages."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.rules.booking import PENDING
from inclusion.waiting.models import WaitingEntry
from inclusion.waiting.rules.entries import EntryState


@dataclass(frozen=True, slots=True)
class Samples:
    """Who was offered an hour, who waits, the account of each, an appointment to come."""

    offered: str
    offered_account: str
    waiting: str
    reason: str
    appointment: str
    appointment_account: str


def samples(session: Session) -> Samples | None:
    """Return one of each, None when the demonstration has none."""
    entries = sa.select(WaitingEntry.public_id, Account.identifier, Reason.code)
    entries = entries.join(Account, Account.person_id == WaitingEntry.person_id)
    entries = entries.join(Reason, Reason.id == WaitingEntry.reason_id)
    offered = session.execute(entries.where(WaitingEntry.state == EntryState.OFFERED)).first()
    waiting = session.scalar(
        sa.select(WaitingEntry.public_id).where(WaitingEntry.state == EntryState.WAITING)
    )
    coming = session.execute(
        sa.select(Appointment.public_id, Account.identifier)
        .join(Account, Account.person_id == Appointment.person_id)
        .where(Appointment.status.in_(PENDING))
        .order_by(Appointment.starts_at.desc())
    ).first()
    if offered is None or waiting is None or coming is None:
        return None
    return Samples(*offered[:2], waiting, offered[2], *coming)
