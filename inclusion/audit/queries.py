"""Read the journal: what happened to a person, or to an object."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.audit.models import AuditEvent


def events_about_person(session: Session, person_id: int, *, limit: int = 50) -> list[AuditEvent]:
    """Return the newest entries about a person first."""
    statement = (
        sa.select(AuditEvent)
        .where(AuditEvent.person_id == person_id)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


def events_of_account(session: Session, account_id: int, *, limit: int = 50) -> list[AuditEvent]:
    """Return what an account did or had done to it, newest first."""
    statement = (
        sa.select(AuditEvent)
        .where(AuditEvent.object_kind == "account", AuditEvent.object_id == account_id)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


def events_of_object(session: Session, kind: str, object_id: int) -> list[AuditEvent]:
    """Return the entries about one object, oldest first."""
    statement = (
        sa.select(AuditEvent)
        .where(AuditEvent.object_kind == kind, AuditEvent.object_id == object_id)
        .order_by(AuditEvent.at, AuditEvent.id)
    )
    return list(session.scalars(statement))
