"""The pages of lending, for `inclusion pages`."""

from functools import partial

from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.rules import Role
from inclusion.lending import queries
from inclusion.safe import queries as safes
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return the pages of lending with real ids."""
    lenders = [one for one in accounts.citizens(session) if _lends(session, one.id)]
    if not lenders:
        return []
    owner = lenders[0]
    owned = partial(Page, role=Role.CITIZEN.value, account=owner.identifier)
    paper = {"document": safes.first_document(session, owner.id)}
    return [
        owned("lending.mine", "list"),
        owned("lending.mine", "list", needs=("unlocked",)),
        owned("lending.lend", "journey", needs=("unlocked",), args=paper),
        Page("lending.desk", "agent", "mediator"),
    ]


def _lends(session: Session, account_id: int) -> bool:
    safe = safes.find_safe(session, account_id)
    return safe is not None and bool(queries.lent_by(session, safe.id))
