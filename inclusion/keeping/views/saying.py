"""What an agent has to say at the counter to people who have no channel."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from inclusion.keeping import queries, service
from inclusion.keeping.views import bp
from inclusion.web import access
from inclusion.web.session import actor, now, reading, transaction


@bp.get("/mediation/dates-a-dire")
@access.agent
def to_say() -> str:
    """List the people of the structure to tell that a date approaches in their safe."""
    with reading() as session:
        waiting = queries.to_say(session, actor())
    return render_template("keeping/to_say.html", waiting=waiting)


@bp.post("/mediation/dates-a-dire/<public_id>")
@access.agent
def said(public_id: str) -> Response:
    """Note that it was said."""
    with transaction() as session:
        warning = queries.one_to_say(session, public_id, actor())
        service.say(session, warning=warning, actor=actor(), at=now())
    return redirect(url_for("keeping.to_say"), 303)
