"""The pages of the waiting list, for `inclusion pages`."""

from functools import partial

from sqlalchemy.orm import Session

from inclusion.waiting.queries.samples import samples
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return the pages of the list with real ids: the person's, the desk's, coordinators'."""
    found = samples(session)
    if found is None:
        return []
    mine = partial(Page, role="citizen", account=found.offered_account)
    one = {"public_id": found.offered}
    entry = {"public_id": found.waiting}
    desk = partial(Page, kind="agent", role="mediator")
    return [
        Page("waiting.join", "journey", query={"motif": found.reason}),
        Page("waiting.retrieve", "journey"),
        mine("waiting.mine", "list"),
        mine("waiting.show", "journey", args=one),
        mine("waiting.change", "journey", args=one),
        mine("waiting.leave", "journey", args=one),
        Page(
            "waiting.earlier",
            "journey",
            "citizen",
            account=found.appointment_account,
            args={"public_id": found.appointment},
        ),
        desk("waiting.board"),
        desk("waiting.add"),
        desk("waiting.entry", args=entry),
        desk("waiting.entry", args=one),
        Page("waiting.coverage", "agent", "coordinator"),
        Page("waiting.coverage_csv", "download", "coordinator"),
    ]
