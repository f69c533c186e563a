"""The GET pages of booking, with real ids of the demonstration."""

from typing import Any

from sqlalchemy.orm import Session

from inclusion.appointments.queries import showcase
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return the pages of the journey and of an appointment that its person may open."""
    sample = showcase.sample(session)
    query: dict[str, Any] = {"motif": sample.reason, "lieu": sample.place, "heure": sample.hour}
    return [
        Page("appointments.reason", "journey"),
        Page("appointments.where", "journey", query={"motif": sample.reason}),
        Page(
            "appointments.where",
            "list",
            query={"motif": sample.reason, "commune": "Mantes-la-Jolie"},
        ),
        Page("appointments.slots", "journey", query=_only(query, "motif", "lieu")),
        Page("appointments.no_day", "list", query=_only(query, "motif", "lieu")),
        Page("appointments.company", "journey", query=query),
        Page("appointments.name", "journey", query=query),
        Page("appointments.people", "journey", query=query),
        Page("appointments.interpreter", "journey", query=query),
        Page("appointments.channel", "journey", query=query),
        Page("appointments.retrieve", "journey"),
        Page("appointments.mine", "list", "citizen", sample.account),
        Page("appointments.calendar", "journey", "citizen", sample.account),
        *(
            Page(endpoint, kind, "citizen", sample.account, args={"public_id": sample.public_id})
            for endpoint, kind in (
                ("appointments.booked", "journey"),
                ("appointments.show", "journey"),
                ("appointments.slip", "journey"),
                ("appointments.move", "journey"),
                ("appointments.cancel", "journey"),
                ("appointments.agenda", "download"),
                ("appointments.slip_pdf", "download"),
            )
        ),
    ]


def _only(query: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: query[name] for name in names}
