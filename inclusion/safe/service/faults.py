"""What is found changed without its owner is told: once in the safe's journal, once to us."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import SYSTEM
from inclusion.audit.service import record
from inclusion.safe import journal
from inclusion.safe.models import SafeJournal
from inclusion.safe.queries import Opened
from inclusion.safe.rules import Act, Channel
from inclusion.safe.rules.shelf import Fault
from inclusion.safe.service import shelves
from inclusion.safe.service.shelves import Shelf
from inclusion.storage import Store


def read_surely(session: Session, store: Store, opened: Opened, *, at: datetime) -> Shelf:
    """Read a safe while nobody writes to it, so that a fault is one; tell what is new."""
    held = replace(opened, safe=journal.locked(session, opened.safe.id))
    if shelves.adopt(session, store, held, at=at):
        held = replace(opened, safe=journal.locked(session, opened.safe.id))
    shelf = shelves.read(session, store, held, at=at)
    note_found(session, safe_id=held.safe.id, faults={f.fault for f in shelf.faults}, at=at)
    return shelf


def note_found(session: Session, *, safe_id: int, faults: Collection[Fault], at: datetime) -> None:
    """Write each kind of fault that the owner was not told of since they last accepted."""
    if not faults:
        return
    journal.locked(session, safe_id)
    fresh = sorted(set(faults) - _told(session, safe_id))
    for fault in fresh:
        journal.append(
            session,
            safe_id=safe_id,
            act=Act.FAULT_FOUND,
            at=at,
            channel=Channel.OPERATOR,
            reason=fault.value,
        )
    if fresh:
        record(
            session,
            action="safe.fault_found",
            at=at,
            actor=SYSTEM,
            object_kind="safe",
            object_id=safe_id,
            detail={"faults": [fault.value for fault in fresh]},
        )


def _told(session: Session, safe_id: int) -> set[Fault]:
    told: set[Fault] = set()
    found, accepted = _marker(Act.FAULT_FOUND), _marker(Act.FAULT_ACCEPTED)
    entries = session.scalars(
        sa.select(SafeJournal.entry)
        .where(
            SafeJournal.safe_id == safe_id,
            sa.or_(SafeJournal.entry.contains(found), SafeJournal.entry.contains(accepted)),
        )
        .order_by(SafeJournal.seq.desc())
    )
    for entry in entries:
        values = json.loads(entry)
        if values["act"] == Act.FAULT_ACCEPTED:
            break
        told.add(Fault(values["reason"]))
    return told


def _marker(act: Act) -> str:
    return f'"act":"{act.value}"'
