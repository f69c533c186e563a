"""Count a search that ended with nothing, once for each visit and day."""

from typing import Any

from flask import redirect, request, session, url_for
from sqlalchemy.orm import Session

from inclusion.appointments.queries import nearby, reasons
from inclusion.appointments.rules.booking import Origin
from inclusion.appointments.views.answer import Answer
from inclusion.clock import paris_today
from inclusion.places import catalogue
from inclusion.waiting.service import unmet
from inclusion.waiting.views import bp
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import now, reading

SEEN = "unmet"
_PASSED_ON = ("motif", "lieu", "commune", "insee")


@bp.post("/rendez-vous/rien-ne-convient")
@access.public
def nothing() -> Answer:
    """Count that nothing suited, then go on: to the list, or to other ways."""
    query: dict[str, Any] = {
        name: request.args[name] for name in _PASSED_ON if request.args.get(name)
    }
    with reading() as db:
        reason = reasons.find_reason(db, query.get("motif", ""))
        place = nearby.find_place(db, query.get("lieu"))
        reason_id = reason.id if reason is not None else None
        place_id = place.id if place is not None else None
    if reason_id is None:
        return redirect(url_for("appointments.reason"), 303)
    note_once(reason_id, place_id=place_id, insee=query.get("insee"), origin=Origin.WEB)
    to_list = request.args.get("suite") == "liste"
    following = "waiting.join" if to_list else "appointments.no_day"
    return redirect(url_for(following, **query), 303)


def note_once(
    reason_id: int, *, origin: Origin, place_id: int | None = None, insee: str | None = None
) -> None:
    """Count one search without an answer, unless this visit said it already today."""
    known = insee if insee and catalogue.find(insee) is not None else None
    today = paris_today(now()).isoformat()
    said = [today, reason_id, place_id, known]
    seen = [one for one in session.get(SEEN, []) if one[0] == today]
    if said in seen:
        return
    session[SEEN] = [*seen, said][-50:]

    def note(db: Session) -> None:
        unmet.note(db, reason_id=reason_id, place_id=place_id, insee=known, origin=origin, at=now())

    acting(note)
