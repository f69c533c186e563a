"""Whether the account of this visit may act for somebody, at this instant."""

from sqlalchemy.orm import Session

from inclusion.states.queries import protection
from inclusion.web.session import now


def represents(session: Session, account_id: int, person_id: int) -> str | None:
    """Return the name of somebody protected when the account may act for them now."""
    return protection.represented_name(
        session, account_id=account_id, person_id=person_id, at=now()
    )
