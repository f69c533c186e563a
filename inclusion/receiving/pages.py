"""The pages of deposits, for `inclusion pages`."""

from functools import partial

from sqlalchemy.orm import Session

from inclusion.accounts.rules import Role
from inclusion.receiving import queries
from inclusion.web.pagelist import Page

OPEN = ("unlocked",)


def pages(session: Session) -> list[Page]:
    """Return the pages of deposits with real ids: the owner's, those of the desk."""
    found = queries.first_waiting(session)
    if found is None:
        return []
    owned = partial(Page, role=Role.CITIZEN.value, account=found.identifier)
    paper = {"document": found.document}
    return [
        owned("receiving.inbox", "journey"),
        owned("receiving.depositors", "journey"),
        owned("receiving.inbox", "journey", needs=OPEN),
        owned("receiving.sort", "list", needs=OPEN, args=paper),  # it shows the paper
        owned("receiving.refuse", "journey", needs=OPEN, args=paper),
        Page("receiving.put", "agent", "mediator", args={"public_id": found.person}),
    ]
