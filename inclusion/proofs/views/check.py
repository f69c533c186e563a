"""« Contrôler mes papiers »: by steps that a person presses through when there are many."""

from typing import Any

from flask import redirect, render_template, session, url_for

from inclusion.proofs.forms import CheckForm
from inclusion.proofs.service import checking
from inclusion.proofs.views import bp
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.views.doors import Answer
from inclusion.safe.views.opened import opened, shelf
from inclusion.web import access
from inclusion.web.session import now, reading, store, transaction

PROGRESS = "safe_check"


@bp.route("/coffre/controler", methods=["GET", "POST"])
@access.citizen
def check() -> Answer:
    """Check the next papers; after the last, tell and write the result."""
    found = opened()
    form = CheckForm()
    papers = sorted(shelf(found).papers, key=lambda paper: paper.row.id)
    state = session.get(PROGRESS) or {"after": 0, "count": 0, "damaged": []}
    if form.validate_on_submit():
        state = _stepped(papers, state)
        if any(paper.row.id > state["after"] for paper in papers):
            session[PROGRESS] = state
            return redirect(url_for("proofs.check"), 303)
        session.pop(PROGRESS, None)
        return _told(found, papers, state)
    return render_template(
        "proofs/check.html", form=form, done=state["count"], total=len(papers)
    ), form.status


def _stepped(papers: list[Paper], state: dict[str, Any]) -> dict[str, Any]:
    left = [paper for paper in papers if paper.row.id > state["after"]]
    with reading() as db:
        batch = checking.check_batch(db, store(), left)
    after = left[batch.count - 1].row.id if batch.count else state["after"]
    return {
        "after": after,
        "count": state["count"] + batch.count,
        "damaged": [*state["damaged"], *batch.damaged],
    }


def _told(found: Opened, papers: list[Paper], state: dict[str, Any]) -> Answer:
    with transaction() as db:
        checking.note_checked(
            db, safe_id=found.safe.id, damaged=state["damaged"], count=state["count"], at=now()
        )
    names = [one.metadata.name for one in papers if one.public_id in state["damaged"]]
    return render_template("proofs/checked.html", count=state["count"], damaged=names)
