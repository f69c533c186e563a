"""The pages of the safe, for `inclusion pages`."""

from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.rules import Role
from inclusion.safe import queries
from inclusion.web.pagelist import Page

OPEN = ("unlocked",)


def pages(session: Session) -> list[Page]:
    """Return the pages of the safe with real ids."""
    with_safe, without = None, None
    for account in accounts.citizens(session):
        if queries.find_safe(session, account.id) is None:
            without = without or account
        else:
            with_safe = with_safe or account
    if with_safe is None or without is None:
        return []
    owner = {"role": Role.CITIZEN.value, "account": with_safe.identifier}
    paper = {"document": queries.first_document(session, with_safe.id)}
    return [
        Page("safe.how_it_works", "journey"),
        Page("safe.index", "journey", role=Role.CITIZEN.value, account=without.identifier),
        Page("safe.create", "journey", role=Role.CITIZEN.value, account=without.identifier),
        Page("safe.index", "journey", **owner),
        Page("safe.open_with_card", "journey", **owner),
        Page("safe.journal", "journey", **owner),
        Page("safe.index", "journey", needs=OPEN, **owner),
        Page("safe.deposit", "journey", needs=OPEN, **owner),
        Page("safe.renew", "journey", needs=OPEN, **owner),
        Page("safe.show", "list", needs=OPEN, args=paper, **owner),
        Page("safe.erase", "journey", needs=OPEN, args=paper, **owner),
        Page("safe.thumbnail", "download", needs=OPEN, args=paper, **owner),
        Page("safe.page_image", "download", needs=OPEN, args={**paper, "number": 1}, **owner),
        Page("safe.download", "download", needs=OPEN, args=paper, **owner),
    ]
