"""The papers that wait in a safe: how many, and once it is open, which; keep or refuse."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.errors import NotFound
from inclusion.receiving import queries
from inclusion.receiving.forms.owner import KeepForm
from inclusion.receiving.service import sorting
from inclusion.receiving.views import bp
from inclusion.safe import labels
from inclusion.safe import queries as safes
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules.files import document_name
from inclusion.safe.views.opened import custody, find_opened, opened, shelf
from inclusion.web import access
from inclusion.web.session import now, reading, settings, transaction

Answer = Response | str | tuple[str, int]


@bp.get("/coffre/a-ranger")
@access.citizen
def inbox() -> str:
    """List the papers to sort when the safe is open; say how many when it is closed."""
    found = find_opened()
    if found is None:
        return render_template("receiving/waiting.html", count=_waiting())
    return render_template(
        "receiving/inbox.html",
        papers=shelf(found).to_sort,
        icons=labels.ICONS,
        categories=labels.CATEGORIES,
    )


@bp.route("/coffre/a-ranger/<document>", methods=["GET", "POST"])
@access.citizen
def sort(document: str) -> Answer:
    """Show a paper that waits; keep it, where its owner wants it."""
    found = opened()
    paper = _paper(found, document)
    form = KeepForm(data=_said(paper), health=bool(settings().health_host))
    if form.validate_on_submit():
        with transaction() as session:
            sorting.keep(
                session,
                custody=custody(),
                opened=found,
                paper=paper,
                name=document_name(form.name.data) or paper.metadata.name,
                category=form.category.data,
                folder=document_name(form.folder.data or ""),
                at=now(),
            )
        return redirect(url_for("receiving.inbox"), 303)
    with reading() as session:
        images = safes.image_count(session, paper.row.id)
    page = render_template(
        "receiving/sort.html", form=form, paper=paper, images=images, kinds=labels.KINDS
    )
    return page, form.status


@bp.route("/coffre/a-ranger/<document>/refuser", methods=["GET", "POST"])
@access.citizen
def refuse(document: str) -> Answer:
    """Ask once, then erase a paper that its owner does not want."""
    found = opened()
    paper = _paper(found, document)
    if request.method == "POST":
        with transaction() as session:
            sorting.refuse(session, custody=custody(), opened=found, paper=paper, at=now())
        return redirect(url_for("receiving.inbox"), 303)
    return render_template("receiving/refuse.html", paper=paper)


@bp.app_errorhandler(sorting.AlreadySorted)
def already_sorted(_error: sorting.AlreadySorted) -> Response:
    """Lead back to what still waits."""
    return redirect(url_for("receiving.inbox"), 303)


@bp.app_context_processor
def waiting_papers() -> dict[str, Callable[[], int]]:
    """Let the pages of the safe say how many papers wait."""
    return {"waiting_papers": _waiting}


def _waiting() -> int:
    with reading() as session:
        return queries.waiting(session, current_user.account_id)


def _paper(found: Opened, document: str) -> Paper:
    waiting = shelf(found).to_sort
    paper = next((paper for paper in waiting if paper.public_id == document), None)
    if paper is None:
        raise NotFound("document")
    return paper


def _said(paper: Paper) -> dict[str, str]:
    said = paper.metadata
    return {"name": said.name, "folder": said.folder, "category": said.category}
