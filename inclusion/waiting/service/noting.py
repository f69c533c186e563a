"""What every act on the list does: find the entry alone, write it in the journal."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.errors import NotFound
from inclusion.waiting.models import WaitingEntry
from inclusion.waiting.queries import entries as read
from inclusion.waiting.rules.entries import NotWaiting


def locked(session: Session, entry_id: int) -> WaitingEntry:
    """Return an entry that nobody else changes meanwhile; raises NotFound."""
    session.execute(sa.select(WaitingEntry.id).where(WaitingEntry.id == entry_id).with_for_update())
    found = session.scalar(
        sa.select(WaitingEntry)
        .where(WaitingEntry.id == entry_id)
        .options(*read.whole())
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("waiting_entry")
    return found


def locked_active(session: Session, entry_id: int) -> WaitingEntry:
    """Return the same, of somebody still on the list; raises NotWaiting."""
    found = locked(session, entry_id)
    if not found.is_active:
        raise NotWaiting("waiting_entry")
    return found


def record(
    session: Session,
    action: str,
    entry: WaitingEntry,
    actor: Actor,
    at: datetime,
    *,
    detail: dict[str, object] | None = None,
) -> None:
    """Write an act in the journal."""
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        person_id=entry.person_id,
        object_kind="waiting_entry",
        object_id=entry.id,
        detail={"state": str(entry.state), **(detail or {})},
    )
