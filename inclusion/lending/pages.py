"""The pages of lending, for `inclusion pages`."""

from functools import partial

from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.rules import Role
from inclusion.safe import queries as safes
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return the pages of lending with real ids."""
    owner = next(
        (one for one in accounts.citizens(session) if safes.find_safe(session, one.id)), None
    )
    if owner is None:
        return []
    owned = partial(Page, role=Role.CITIZEN.value, account=owner.identifier)
    paper = {"document": safes.first_document(session, owner.id)}
    return [
        owned("lending.mine", "list"),
        owned("lending.mine", "list", needs=("unlocked",)),
        owned("lending.lend", "journey", needs=("unlocked",), args=paper),
        Page("lending.desk", "agent", "mediator"),
    ]
