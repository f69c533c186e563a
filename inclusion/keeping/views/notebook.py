"""The notebook of an open safe: notes, contacts and dates, and what comes soon."""

from datetime import date
from operator import itemgetter
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from inclusion.clock import paris_today
from inclusion.errors import NotFound
from inclusion.intake.rules import NOTEBOOK, FileKind
from inclusion.intake.taking import written
from inclusion.keeping import labels
from inclusion.keeping.bodies import body
from inclusion.keeping.forms import ContactForm, DayForm, NoteForm
from inclusion.keeping.rules import soon
from inclusion.keeping.views import bp
from inclusion.safe import sealing
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Category
from inclusion.safe.sealing import Label
from inclusion.safe.service import papers as service
from inclusion.safe.views.opened import custody, opened, shelf
from inclusion.web import access
from inclusion.web.forms import Form
from inclusion.web.session import now, store, transaction

Answer = Response | str | tuple[str, int]
FORMS: dict[FileKind, type[Form]] = {
    FileKind.NOTE: NoteForm,
    FileKind.CONTACT: ContactForm,
    FileKind.DATE: DayForm,
}


@bp.get("/coffre/carnet")
@access.citizen
def notebook() -> str:
    """Show what comes soon, then dates, contacts and notes."""
    kept = shelf(opened()).kept
    today = paris_today(now())
    dated = [(day, paper) for paper in kept if (day := _day(paper)) is not None]
    near = soon([day for day, _paper in dated], today=today)
    return render_template(
        "keeping/notebook.html",
        coming=sorted((one for one in dated if one[0] in near), key=itemgetter(0)),
        chapters=[(kind, [paper for paper in kept if paper.kind is kind]) for kind in NOTEBOOK],
        labels=labels,
        notebook_kinds=NOTEBOOK,
        today=today,
    )


@bp.route("/coffre/carnet/ajouter/<any(note, contact, date):kind>", methods=["GET", "POST"])
@access.citizen
def add(kind: str) -> Answer:
    """Write a new note, contact or date."""
    return _written(FileKind(kind), opened(), None)


@bp.route("/coffre/carnet/<document>", methods=["GET", "POST"])
@access.citizen
def change(document: str) -> Answer:
    """Change one; the words before stay as an older version."""
    found = opened()
    paper = _paper(found, document)
    return _written(paper.kind, found, paper)


@bp.post("/coffre/carnet/<document>/corbeille")
@access.citizen
def bin_one(document: str) -> Response:
    """Put one in the bin of the safe."""
    found = opened()
    with transaction() as session:
        service.put_in_bin(
            session, custody=custody(), opened=found, paper=_paper(found, document), at=now()
        )
    return redirect(url_for("keeping.notebook"), 303)


def _written(kind: FileKind, found: Opened, old: Paper | None) -> Answer:
    form = FORMS[kind](data=_said(old)) if old else FORMS[kind]()
    if form.validate_on_submit():
        details = _details(form, kind)
        if not form.problems:
            try:
                _kept(form, kind, found, old, details)
                return redirect(url_for("keeping.notebook"), 303)
            except service.Full:
                form.refuse(None, _("Votre coffre est plein. Effacez un papier, ou appelez-nous."))
            except OSError:
                form.refuse(None, _("Rien n’a pu être rangé. Essayez encore dans un moment."))
    return render_template(
        "keeping/write.html", form=form, kind=kind, paper=old, labels=labels
    ), form.status


def _kept(
    form: Any, kind: FileKind, found: Opened, old: Paper | None, details: dict[str, str]
) -> None:
    label = Label(
        name=form.name.data,
        category=Category.OTHER,
        version=old.metadata.version + 1 if old else 1,
        expires_on=details.get("on", ""),
        details=details,
    )
    reference = old.public_id if old else form.name.data
    content = body(kind, name=label.name, details=details, reference=reference)
    with written(kind, content) as intake:
        sealed = sealing.sealed(store(), intake, label, public_key=found.safe.public_key)
    with transaction() as session:
        made = service.deposit(
            session, custody=custody(), opened=found, sealed=sealed, at=now(), follows=old
        )
        if kind is FileKind.DATE and form.warn.data:
            made.row.expires_on = date.fromisoformat(details["on"])


def _details(form: Any, kind: FileKind) -> dict[str, str]:
    said = {field.name: field.data for field in form if isinstance(field.data, str)}
    said.pop("name", None)
    if kind is FileKind.DATE:
        said["on"] = _iso(form)
    return {name: value for name, value in said.items() if value}


def _iso(form: Any) -> str:
    try:
        day, month, year = (int(part) for part in form.on.data)
        return date(year, month, day).isoformat()
    except ValueError:
        form.refuse("on", _("Ce jour n’existe pas. Vérifiez le jour, le mois et l’année."))
        return ""


def _said(paper: Paper) -> dict[str, Any]:
    said: dict[str, Any] = {"name": paper.metadata.name, **paper.metadata.details}
    if "on" in said:
        year, month, day = said["on"].split("-")
        said["on"] = (str(int(day)), str(int(month)), year)
        said["warn"] = paper.row.expires_on is not None
    return said


def _paper(found: Opened, document: str) -> Paper:
    for paper in shelf(found).kept:
        if paper.public_id == document and paper.kind in NOTEBOOK:
            return paper
    raise NotFound("document")


def _day(paper: Paper) -> date | None:
    """Return the date that a paper speaks of, None when it has none."""
    try:
        return date.fromisoformat(paper.metadata.expires_on)
    except ValueError:
        return None
