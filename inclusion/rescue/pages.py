"""The pages of rescue, for `inclusion pages`."""

from functools import partial

from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.rules import Role
from inclusion.rescue import queries
from inclusion.web.pagelist import Page

OPEN = ("unlocked",)


def pages(session: Session) -> list[Page]:
    """Return the pages of an owner who trusts somebody and is trusted."""
    mutual = next(
        (tie for tie in queries.every_tie(session) if queries.ties_held(session, tie.safe.id)), None
    )
    if mutual is None:
        return []
    owner = accounts.account(session, mutual.owner.id)
    page = partial(Page, kind="journey", role=Role.CITIZEN.value, account=owner.identifier)
    trusts = {"public_id": mutual.public_id}
    helps = {"public_id": queries.ties_held(session, mutual.safe.id)[0].public_id}
    return [
        page("rescue.doors"),
        page("rescue.reopen"),
        page("rescue.circle"),
        page("rescue.helping"),
        page("rescue.remove", args=trusts),
        page("rescue.decline", args=helps),
        page("rescue.add", needs=OPEN),
        page("rescue.ask", needs=OPEN, args=helps),
        page("rescue.hand_over", needs=OPEN, args=helps),
        Page("rescue.stop_for_owner", "agent", Role.MEDIATOR.value),
    ]
