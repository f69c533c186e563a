"""The pages of messages, with real ids of the demonstration, for `inclusion pages`."""

from sqlalchemy.orm import Session

from inclusion.messages import queries
from inclusion.web.pagelist import Page


def pages(session: Session) -> list[Page]:
    """Return every page of messages, as the first mediator sees it."""
    letter = {"public_id": queries.first_letter(session)}
    return [
        Page("messages.tasks", "agent", "mediator"),
        Page("messages.letters", "agent", "mediator"),
        Page("messages.letter_pdf", "download", "mediator", args=letter),
        Page("messages.development", "showcase"),
    ]
