"""The agents' pages of messages: what waits for a decision, the letters to print.

In development, a page shows what would have left by e-mail and by SMS.
"""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from inclusion.errors import Invalid, NotFound
from inclusion.messages import labels, letters, queries, service
from inclusion.messages.rules import Decision, NotNow
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading, settings

bp = Blueprint("messages", __name__)


@bp.get("/mediation/messages")
@access.agent
def tasks() -> str:
    """List the messages that may have left, and those that did not."""
    with reading() as session:
        found = queries.tasks(session, structure_id=actor().structure_id)
    return render_template(
        "messages/tasks.html", found=found, labels=labels, is_late="tard" in request.args
    )


@bp.post("/mediation/messages/<public_id>/<decision>")
@access.agent
def settle(public_id: str, decision: str) -> AnyResponse:
    """Do what the agent decides of one message."""
    try:
        wanted = Decision(decision.replace("-", "_"))
    except ValueError:
        raise Invalid("decision") from None
    try:
        acting(
            lambda session: service.settle(
                session,
                message=queries.task(session, public_id, structure_id=actor().structure_id),
                decision=wanted,
                actor=actor(),
                at=now(),
            )
        )
    except NotNow:
        return redirect(url_for("messages.tasks", tard=1), 303)
    return redirect(url_for("messages.tasks"), 303)


@bp.get("/mediation/courrier", endpoint="letters")
@access.agent
def to_print() -> str:
    """List the letters to print and to post."""
    with reading() as session:
        found = queries.letters(session, structure_id=actor().structure_id, at=now())
    return render_template("messages/letters.html", found=found, labels=labels)


@bp.get("/mediation/courrier/<public_id>.pdf")
@access.agent
def letter_pdf(public_id: str) -> Response:
    """Give a letter as a tagged PDF; `?grand=1` asks for large print."""
    with reading() as session:
        message = queries.letter(session, public_id, structure_id=actor().structure_id, at=now())
    made = letters.made(message, is_large="grand" in request.args, at=now())
    response = Response(made, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="lettre.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/mediation/courrier/<public_id>/poste")
@access.agent
def posted(public_id: str) -> AnyResponse:
    """Note that a letter was printed and posted."""
    acting(
        lambda session: service.mark_printed(
            session,
            message=queries.letter(session, public_id, structure_id=actor().structure_id, at=now()),
            actor=actor(),
            at=now(),
        )
    )
    return redirect(url_for("messages.letters"), 303)


@bp.get("/dev/messages")
@access.public
def development() -> str:
    """Show what would have left, to whoever builds the product; nowhere else."""
    if settings().environment != "development":
        raise NotFound("page")
    with reading() as session:
        found = queries.left(session)
    return render_template("messages/development.html", found=found, labels=labels)
