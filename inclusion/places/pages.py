"""The pages of places, for `inclusion pages`."""

from typing import Any

from sqlalchemy.orm import Session

from inclusion.places.queries import places
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return the pages of the directory with real places."""
    every = places.places(session)
    bookable = next((one for one in every if one.takes_appointments), None)
    bare = next((one for one in every if not one.hours), None)
    asked: list[dict[str, Any]] = [
        {},
        {"ou": "Mantes-la-Jolie"},
        {"ou": "78000", "aide": "demarches", "fauteuil": "oui"},
        {"ou": "78270"},
        {"ou": "Ablis", "rdv": "oui"},
        {"ou": "Perdu"},
    ]
    listed = [Page("places.search", "list", query=query) for query in asked]
    shown = [
        Page("places.show", "journey", args={"slug": one.slug}) for one in (bookable, bare) if one
    ]
    agents = [Page("places.incomplete", "agent", role="coordinator")]
    if bare is not None:
        agents.append(Page("places.correct", "agent", role="coordinator", args={"slug": bare.slug}))
    return listed + shown + agents
