"""Write what happened to a person's state in the journal."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.audit import service as audit


def note(
    session: Session,
    action: str,
    *,
    person_id: int,
    actor: Actor,
    at: datetime,
    about: tuple[str, int] | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add an entry about a person; about: the kind and the id of the object, the person if none."""
    kind, object_id = about or ("person", person_id)
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        person_id=person_id,
        object_kind=kind,
        object_id=object_id,
        detail=detail,
    )
