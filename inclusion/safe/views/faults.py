"""« Votre coffre a changé sans vous »: what was found, what to do, and going on with the rest."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from inclusion.safe import labels
from inclusion.safe.rules.shelf import Fault
from inclusion.safe.service import shelves
from inclusion.safe.service.shelves import Changed, Shelf
from inclusion.safe.views import bp
from inclusion.safe.views.opened import opened, shelf
from inclusion.web import access
from inclusion.web.session import now, store, transaction

READING = {"lire": "oui"}


@bp.app_errorhandler(Changed)
def refused(_error: Changed) -> Response:
    """Lead from an act that would change the safe to what was found in it."""
    return redirect(url_for("safe.changed"), 303)


@bp.route("/coffre/change", methods=["GET", "POST"])
@access.citizen
def changed() -> Response | str:
    """Tell what changed without the owner, and take the safe as it stands when they say so."""
    found = opened()
    if request.method == "POST":
        with transaction() as session:
            shelves.accept(session, store(), found, at=now())
        return redirect(url_for("safe.index"), 303)
    kept = shelf(found)
    if not kept.faults:
        return redirect(url_for("safe.index"), 303)
    return render_template("safe/changed.html", lines=_lines(kept), reading=READING)


def turned(kept: Shelf) -> Response | None:
    """Return the way to the page of faults, unless the owner chose to read all the same."""
    if not kept.faults or request.args.get("lire") == READING["lire"]:
        return None
    return redirect(url_for("safe.changed"), 303)


def _lines(kept: Shelf) -> list[tuple[object, list[str]]]:
    """Return each kind of fault once, with the names of papers that are known."""
    names = {paper.public_id: paper.metadata.name for paper in kept.papers} | kept.lost
    touched: dict[Fault, list[str]] = {}
    for found in kept.faults:
        touched.setdefault(found.fault, [])
        if found.document in names:
            touched[found.fault].append(names[found.document])
    return [(labels.FAULTS[fault], documents) for fault, documents in touched.items()]
