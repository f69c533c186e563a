"""Read the journal: what happened to a person, or to an object."""

from collections.abc import Collection

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


def events_of(
    session: Session,
    *,
    account_id: int,
    person_id: int | None,
    actions: Collection[str] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[AuditEvent]:
    """Return the newest events of an account and its person first, of these actions or of all."""
    statement = (
        sa.select(AuditEvent)
        .where(_concerns(account_id, person_id, actions))
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .offset(offset)
    )
    return list(session.scalars(statement.limit(limit) if limit is not None else statement))


def count_events_of(
    session: Session, *, account_id: int, person_id: int | None, actions: Collection[str]
) -> int:
    """Return how many events of these actions concern an account and its person."""
    statement = (
        sa.select(sa.func.count())
        .select_from(AuditEvent)
        .where(_concerns(account_id, person_id, actions))
    )
    return session.scalar(statement) or 0


def _concerns(
    account_id: int, person_id: int | None, actions: Collection[str] | None
) -> sa.ColumnElement[bool]:
    whose = sa.and_(AuditEvent.object_kind == "account", AuditEvent.object_id == account_id)
    if person_id is not None:
        whose = sa.or_(whose, AuditEvent.person_id == person_id)
    return whose if actions is None else sa.and_(whose, AuditEvent.action.in_(actions))
