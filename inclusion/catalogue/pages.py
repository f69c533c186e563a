"""The pages of the catalogue, with real ids of the demonstration."""

from sqlalchemy.orm import Session

from inclusion.catalogue import queries as read
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return every page of the catalogue."""
    members = read.first_team(session)
    code = read.all_reasons(session)[0].code
    return [
        Page("catalogue.reasons", "agent", "coordinator"),
        Page("catalogue.new_reason", "agent", "administrator"),
        Page("catalogue.change_reason", "agent", "administrator", args={"code": code}),
        Page("catalogue.resources", "agent", "coordinator"),
        Page("catalogue.team", "agent", "coordinator"),
        Page(
            "catalogue.languages",
            "agent",
            "coordinator",
            args={"public_id": members[0].public_id},
        ),
    ]
