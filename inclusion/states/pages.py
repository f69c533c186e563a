"""The pages of states, for `inclusion pages`."""

from sqlalchemy.orm import Session

from inclusion.states.queries import samples
from inclusion.web.pagelist import Page

CITIZEN = ("act_for", "address", "moved", "hide", "directives", "scammed", "reserved")
OF_A_PERSON = (
    "situation",
    "deceased",
    "protect",
    "end_protection",
    "discretion",
    "wishes",
    "move_house",
    "scammed_by_phone",
)


def pages(session: Session) -> list[Page]:
    """Return the pages of states with real ids."""
    person = samples.somebody_with_an_account(session)
    merge = samples.proposal(session)
    return [
        Page("states.whom_to_call", "journey"),
        *(Page(f"states.{name}", "journey", role="citizen") for name in CITIZEN),
        *(_agent(f"states.{name}", person.public_id) for name in OF_A_PERSON),
        _agent("states.compare", merge.public_id),
        Page("states.handed_on", "agent", "mediator"),
    ]


def _agent(endpoint: str, public_id: str) -> Page:
    return Page(endpoint, "agent", "mediator", args={"public_id": public_id})
