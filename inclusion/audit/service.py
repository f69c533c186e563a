"""Write the journal, in the transaction of the act itself."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.audit.models import AuditEvent


def record(
    session: Session,
    *,
    action: str,
    at: datetime,
    actor: Actor,
    person_id: int | None = None,
    object_kind: str | None = None,
    object_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Add one entry: `actor` did `action` (dotted, lower case) for a person, on an object."""
    entry = AuditEvent(
        at=at,
        actor_account_id=actor.account_id,
        actor_role=actor.role,
        action=action,
        person_id=person_id,
        object_kind=object_kind,
        object_id=object_id,
        detail=detail or {},
    )
    session.add(entry)
    return entry
