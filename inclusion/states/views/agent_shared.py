"""What agents' views share: the person of the address, and the way back."""

from typing import TYPE_CHECKING

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from inclusion.appointments.queries.known import known_person
from inclusion.web.session import actor

if TYPE_CHECKING:
    from inclusion.people.models import Person


def person_of(session: Session, public_id: str) -> "Person":
    """Return a person whom the agent's structure knows; raises NotFound."""
    return known_person(session, public_id, actor())


def to_situation(public_id: str) -> Response:
    """Go back to the person's situation."""
    return redirect(url_for("states.situation", public_id=public_id), 303)
