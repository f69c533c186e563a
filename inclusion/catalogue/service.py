"""Write reasons, resources and languages: each act is recorded in the journal."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments.models import Reason, Resource
from inclusion.appointments.rules.resources import ResourceKind
from inclusion.audit import service as audit
from inclusion.catalogue import queries as read
from inclusion.catalogue.rules import ReasonTerms
from inclusion.errors import Conflict
from inclusion.tokens import public_id


class ModeIsUsed(Conflict):
    """How one is received does not change once appointments were taken for the reason."""


def add_reason(session: Session, terms: ReasonTerms, *, actor: Actor, at: datetime) -> Reason:
    """Add a reason at the end of the list; its code is ours and never changes."""
    last = session.scalar(sa.select(sa.func.max(Reason.position))) or 0
    reason = Reason(code=f"motif-{public_id()[:8]}", step_minutes=15, position=last + 1)
    _fill(reason, terms)
    session.add(reason)
    session.flush()
    _record(session, "reason.added", reason.id, actor, at)
    return reason


def change_reason(
    session: Session, reason: Reason, terms: ReasonTerms, *, actor: Actor, at: datetime
) -> None:
    """Change a reason; appointments already taken stay as they are. Raises ModeIsUsed."""
    if terms.mode is not reason.mode and read.is_used(session, reason):
        raise ModeIsUsed("mode", field="mode")
    _fill(reason, terms)
    session.flush()
    _record(session, "reason.changed", reason.id, actor, at)


def add_resource(
    session: Session,
    *,
    structure_id: int | None,
    place_id: int | None,
    kind: ResourceKind,
    name: str,
    languages: Sequence[str],
    by_telephone: bool,
    actor: Actor,
    at: datetime,
) -> Resource:
    """Add a room, an equipment or an interpreter of a structure."""
    is_interpreter = kind is ResourceKind.INTERPRETER
    resource = Resource(
        structure_id=structure_id,
        place_id=None if is_interpreter else place_id,
        kind=kind,
        name=name[:120],
        languages=list(languages) if is_interpreter else [],
        by_telephone=by_telephone and is_interpreter,
    )
    session.add(resource)
    session.flush()
    _record(session, "resource.added", resource.id, actor, at)
    return resource


def retire_resource(session: Session, resource: Resource, *, actor: Actor, at: datetime) -> None:
    """Take a resource out of use; the appointments that have it keep it."""
    resource.retired_at = at
    session.flush()
    _record(session, "resource.retired", resource.id, actor, at)


def set_languages(
    session: Session, mediator: Account, languages: Sequence[str], *, actor: Actor, at: datetime
) -> None:
    """Write which languages a mediator speaks."""
    mediator.languages = list(languages)
    session.flush()
    _record(session, "mediator.languages_set", mediator.id, actor, at)


def _fill(reason: Reason, terms: ReasonTerms) -> None:
    for name in ReasonTerms.__slots__:
        setattr(reason, name, getattr(terms, name))


def _record(session: Session, action: str, object_id: int, actor: Actor, at: datetime) -> None:
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        object_kind=action.partition(".")[0],
        object_id=object_id,
    )
