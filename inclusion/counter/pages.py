"""The counter's pages, with real ids of the demonstration, for `inclusion pages`."""

from sqlalchemy.orm import Session

from inclusion.counter import queries
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return the pages of the counter: those of agents, those of the owner of a card."""
    line = queries.newest(session)
    recovery = {"public_id": line.recovery.public_id}
    account = {"public_id": line.account.public_id}
    return [
        _page("counter.home"),
        _page("counter.search"),
        _page("counter.person", public_id=line.person.public_id),
        _page("counter.redo", **account),
        _page("counter.paper_seen", **account),
        _page("counter.recovery", **recovery),
        _page("counter.to_confirm"),
        _page("counter.confirm", **recovery),
        _page("counter.block"),
        Page("counter.reviews", "agent", "coordinator"),
        Page("counter.scan", "journey"),
        Page("counter.activate", "journey"),
        Page("counter.card", "journey"),
        Page("counter.blocked", "journey"),
        Page("counter.notices", "journey", "citizen"),
        Page("counter.block_mine", "journey", "citizen"),
    ]


def _page(endpoint: str, **args: str) -> Page:
    return Page(endpoint, "agent", "mediator", args=args)
