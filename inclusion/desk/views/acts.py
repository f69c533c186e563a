"""The small acts of the day: arrived, received, taken back, called, told."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from inclusion.appointments.rules.refusals import NotNow, SlotTaken
from inclusion.appointments.service import reception
from inclusion.clock import paris_today
from inclusion.desk import service
from inclusion.desk.queries import appointments as read
from inclusion.desk.rules.telling import Told
from inclusion.desk.views import bp
from inclusion.desk.views.shared import WHOLE_TEAM
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now

if TYPE_CHECKING:
    from inclusion.appointments.models import Appointment


@bp.post("/mediation/rendez-vous/<public_id>/arrivee")
@access.agent
def arrive(public_id: str) -> Response:
    """Note that the person is there."""
    return _act(
        public_id,
        lambda session, one: reception.arrive(
            session, appointment_id=one.id, actor=actor(), at=now()
        ),
    )


@bp.post("/mediation/rendez-vous/<public_id>/debut")
@access.agent
def start(public_id: str) -> Response:
    """Note that the person is being helped."""
    return _act(
        public_id,
        lambda session, one: reception.start(
            session, appointment_id=one.id, actor=actor(), at=now()
        ),
    )


@bp.post("/mediation/rendez-vous/<public_id>/retour")
@access.agent
def undo(public_id: str) -> Response:
    """Go back one step."""
    return _act(
        public_id,
        lambda session, one: reception.undo(
            session, appointment_id=one.id, actor=actor(), at=now()
        ),
    )


@bp.post("/mediation/rendez-vous/<public_id>/appel")
@access.agent
def call(public_id: str) -> Response:
    """Note that the person was called; the line leaves « À faire »."""
    return _act(
        public_id,
        lambda session, one: service.note_call(session, one, actor=actor(), at=now()),
        back_to="desk.appointment",
    )


@bp.post("/mediation/rendez-vous/<public_id>/rappele")
@access.agent
def reminded(public_id: str) -> Response:
    """Note that the person was called to remind them; the line leaves « À faire »."""
    return _act(
        public_id,
        lambda session, one: service.note_reminded(session, one, actor=actor(), at=now()),
        back_to="desk.appointment",
    )


@bp.post("/mediation/rendez-vous/<public_id>/prevenu")
@access.agent
def told(public_id: str) -> Response:
    """Note that the person knows that their appointment is cancelled."""
    return _act(
        public_id,
        lambda session, one: service.note_told(
            session, one, told=Told.PHONE, actor=actor(), at=now()
        ),
        back_to="desk.appointment",
    )


def _act(
    public_id: str,
    act: Callable[[Session, "Appointment"], object],
    *,
    back_to: str = "desk.board",
) -> Response:
    """Do one act and come back to where it shows; a state that has changed meanwhile is said."""

    def done(session: Session) -> "Appointment":
        one = read.ours(session, public_id, actor())
        act(session, one)
        return one

    try:
        one = acting(done)
    except (NotNow, SlotTaken):
        return redirect(url_for("desk.appointment", public_id=public_id, refus=1), 303)
    if back_to == "desk.appointment":
        return redirect(url_for("desk.appointment", public_id=public_id), 303)
    return redirect(url_for("desk.board", **board_of(one), fait=public_id), 303)


def board_of(appointment: "Appointment") -> dict[str, Any]:
    """Return the address of the day of an appointment, as query values; nothing for one's own.

    The whole team stays shown when it was.
    """
    said: dict[str, Any] = {}
    if request.args.get("mediateur") == WHOLE_TEAM:
        said["mediateur"] = WHOLE_TEAM
    elif appointment.mediator_id != actor().account_id:
        said["mediateur"] = appointment.mediator.public_id
    on = paris_today(appointment.starts_at)
    if on != paris_today(now()):
        said["jour"] = on.isoformat()
    return said
