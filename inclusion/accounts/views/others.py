"""Close the other visits of an account, here and in the services that were opened from them."""

from sqlalchemy.orm import Session

from inclusion.accounts.contributions import contributions
from inclusion.web import service as web
from inclusion.web.session import now
from inclusion.web.visit import visit_ref


def close_others(session: Session, account_id: int) -> None:
    """End every visit of an account but this one (ASVS 5.0 §7.4.3)."""
    here = visit_ref()
    live = web.visits_of(session, account_id=account_id, at=now())
    web.end_visits(session, account_id=account_id, but=here)
    for one in live:
        if one.token_hash != here:
            leave_elsewhere(session, account_id, one.public_id)


def leave_elsewhere(session: Session, account_id: int, visit_id: str) -> None:
    """End, in other services, what was opened from a visit."""
    for end in contributions().leaves:
        end(session, account_id=account_id, visit_id=visit_id, at=now())
