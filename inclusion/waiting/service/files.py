"""What happens on the list to a person's entries when their file joins another."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.waiting.models import WaitingEntry


def reassign(
    session: Session, *, from_person: int, to_person: int, only: Collection[int] | None = None
) -> list[int]:
    """Give the entries of one file to another and return their ids; `only` those when asked."""
    statement = sa.select(WaitingEntry.id).where(WaitingEntry.person_id == from_person)
    if only is not None:
        statement = statement.where(WaitingEntry.id.in_(only))
    moved = list(session.scalars(statement.order_by(WaitingEntry.id)))
    session.execute(
        sa.update(WaitingEntry).where(WaitingEntry.id.in_(moved)).values(person_id=to_person)
    )
    return moved
