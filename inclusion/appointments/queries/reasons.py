"""Read the reasons."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.appointments.models import Reason
from inclusion.appointments.rules.booking import Audience
from inclusion.errors import NotFound


def reasons(session: Session, *, public_only: bool = False) -> list[Reason]:
    """Return the reasons in the order of the desk."""
    statement = (
        sa.select(Reason).where(sa.not_(Reason.is_retired)).order_by(Reason.position, Reason.id)
    )
    if public_only:
        statement = statement.where(Reason.bookable_by == Audience.EVERYONE)
    return list(session.scalars(statement))


def find_reason(session: Session, code: str) -> Reason | None:
    """Return the reason of a code, None when there is none."""
    return session.scalar(sa.select(Reason).where(Reason.code == code))


def reason(session: Session, code: str) -> Reason:
    """Return the reason of a code; raises NotFound."""
    found = find_reason(session, code)
    if found is None:
        raise NotFound("reason")
    return found
