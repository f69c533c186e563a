"""The coordinator's list of the week."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from inclusion.counter import queries
from inclusion.counter.labels import agents as labels
from inclusion.counter.rules import Review
from inclusion.counter.service import recovery as service
from inclusion.counter.views import bp
from inclusion.counter.views.shared import structure_id
from inclusion.errors import Invalid
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading


@bp.get("/coordination/recuperations")
@access.role("coordinator")
def reviews() -> str:
    """List the recoveries of the week: who, for whom, on what ground."""
    with reading() as session:
        lines = queries.to_review(session, structure_id=structure_id(), at=now())
    return render_template("desk/accounts/reviews.html", lines=lines, labels=labels, at=now())


@bp.post("/coordination/recuperations/<public_id>")
@access.role("coordinator")
def answer_review(public_id: str) -> Response:
    """Answer « Vu » or « À éclaircir »."""
    answer = request.form.get("review", "")
    if answer not in set(Review):
        raise Invalid("review")
    acting(
        lambda db: service.answer_review(
            db, public_id=public_id, review=Review(answer), actor=actor(), at=now()
        )
    )
    return redirect(url_for("counter.reviews"), 303)
