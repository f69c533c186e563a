"""The desk's pages, with real ids of the demonstration, for `inclusion pages`."""

from sqlalchemy.orm import Session

from inclusion.desk.queries import samples
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return every page of the desk, as the first mediator sees it."""
    found = samples.samples(session)
    one, cancellable = {"public_id": found.appointment}, {"public_id": found.coming}
    return [
        _page("desk.board"),
        Page("desk.board", "agent", "coordinator"),
        _page("desk.day_sheet"),
        _page("desk.appointment", **one),
        _page("desk.outcome", **cancellable),
        _page("desk.cancel", **cancellable),
        _page("desk.move", **cancellable),
        _page("desk.booked", **cancellable),
        _page("desk.slip", **one),
        Page("desk.slip_pdf", "download", "mediator", args=one),
        _page("desk.week"),
        _page("desk.openings"),
        _page("desk.opening", public_id=found.rule),
        _page("desk.change_opening", public_id=found.rule),
        _page("desk.dated", public_id=found.dated),
        _page("desk.sheets"),
        Page("desk.openings_sheet", "download", "mediator"),
        Page("desk.absences_sheet", "download", "mediator"),
        _page("desk.absences"),
        _page("desk.absence_people", public_id=found.absence),
        _page("desk.closures"),
        _page("desk.closure_people", public_id=found.closure),
        _page("desk.late", **cancellable),
        _page("desk.mediator_late"),
        _page("desk.telephone"),
        Page(
            "desk.telephone",
            "agent",
            "mediator",
            query={"personne": found.person, "motif": found.reason},
        ),
        Page(
            "desk.by_hand",
            "agent",
            "mediator",
            query={"personne": found.person, "motif": found.reason},
        ),
        _page("desk.people"),
        _page("desk.person", public_id=found.person),
    ]


def _page(endpoint: str, **args: str) -> Page:
    return Page(endpoint, "agent", "mediator", args=args)
