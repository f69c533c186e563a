"""The pages of the safe, for `inclusion pages`."""

from functools import partial

from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.rules import Role
from inclusion.safe import queries
from inclusion.safe.rules import Category
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
    owned = partial(Page, role=Role.CITIZEN.value, account=with_safe.identifier)
    paper = {"document": queries.first_document(session, with_safe.id)}
    return [
        Page("safe.how_it_works", "journey"),
        Page("safe.terms", "journey"),
        Page("safe.index", "journey", role=Role.CITIZEN.value, account=without.identifier),
        Page("safe.create", "journey", role=Role.CITIZEN.value, account=without.identifier),
        owned("safe.index", "journey"),
        owned("safe.open_with_card", "journey"),
        owned("safe.journal", "journey"),
        owned("safe.index", "journey", needs=OPEN),
        owned("safe.deposit", "list", needs=OPEN),  # it has a script: three requests
        owned("safe.renew", "journey", needs=OPEN),
        owned("safe.search", "journey", needs=OPEN),
        owned("safe.words", "journey", needs=OPEN),
        owned("safe.index", "list", needs=OPEN, query={"sorte": Category.HOUSING.value}),
        owned("safe.name_kept", "journey", needs=OPEN, query={"papier": paper["document"]}),
        owned("safe.bin_", "journey", needs=OPEN),
        owned("safe.change_phrase", "journey", needs=OPEN),
        owned("safe.change_key", "journey", needs=OPEN),
        owned("safe.rekey", "journey", needs=OPEN),
        owned("safe.try_card", "journey", needs=OPEN),
        owned("safe.leave_untried", "journey", needs=OPEN),
        owned("safe.show", "list", needs=OPEN, args=paper),
        owned("safe.change", "journey", needs=OPEN, args=paper),
        owned("safe.replace", "journey", needs=OPEN, args=paper),
        owned("safe.add_page", "journey", needs=OPEN, args=paper),
        owned("safe.erase", "journey", needs=OPEN, args=paper),
        owned("safe.thumbnail", "download", needs=OPEN, args=paper),
        owned("safe.page_image", "download", needs=OPEN, args={**paper, "number": 1}),
        owned("safe.download", "download", needs=OPEN, args=paper),
    ]
