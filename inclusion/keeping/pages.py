"""The pages of the notebook, for `inclusion pages`."""

from functools import partial

from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.rules import Role
from inclusion.keeping import queries
from inclusion.safe import queries as safes
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return the pages of the notebook with real ids."""
    owner = next(
        (one for one in accounts.citizens(session) if safes.find_safe(session, one.id)), None
    )
    if owner is None:
        return []
    owned = partial(
        Page, kind="list", role=Role.CITIZEN.value, account=owner.identifier, needs=("unlocked",)
    )
    return [
        owned("keeping.notebook"),
        *(owned("keeping.add", args={"kind": kind}) for kind in ("note", "contact", "date")),
        owned(
            "keeping.change",
            args={"document": queries.first_in_notebook(session, owner.id)},
        ),
        Page("keeping.to_say", "agent", "mediator"),
    ]
