"""The page from which everything leaves, for `inclusion pages`."""

from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.rules import Role
from inclusion.safe import queries
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return the page of the first citizen who has a safe."""
    for account in accounts.citizens(session):
        if queries.find_safe(session, account.id) is not None:
            return [
                Page(
                    "leaving.everything",
                    "journey",
                    role=Role.CITIZEN.value,
                    account=account.identifier,
                    needs=("unlocked",),
                )
            ]
    return []
