"""Openings and absences as spreadsheets: take them out, bring them in."""

from flask import Response, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from inclusion.appointments.queries import sheets as read
from inclusion.appointments.service import sheets as service
from inclusion.desk.sheet_form import SheetForm, in_words
from inclusion.desk.views import bp
from inclusion.desk.views.openings import managed
from inclusion.desk.views.shared import Answer
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

_MOST_BYTES = 1_000_000


@bp.route("/mediation/permanences/fichiers", methods=["GET", "POST"])
@access.agent
def sheets() -> Answer:
    """Offer both files, and bring one in: all of it, or nothing."""
    form, done, faults = SheetForm(), None, []
    if form.validate_on_submit():
        text = _text(form)
        if text is not None:
            try:
                done = acting(lambda db: _bring(db, form.kind.data, text))
            except service.BadLines as bad:
                faults = [in_words(fault) for fault in bad.faults[:50]]
                form.refuse("file", _("Rien n’a été ajouté. Corrigez ces lignes."))
    page = render_template("desk/sheets.html", form=form, done=done, faults=faults)
    return page, 422 if faults else form.status


@bp.get("/mediation/permanences/permanences.csv")
@access.agent
def openings_sheet() -> Response:
    """Give the openings of one's own, or of the team, as a spreadsheet."""
    with reading() as session:
        ids = [one.id for one in managed(session)]
        text = read.openings_sheet(session, mediators=ids, at=now())
    return _csv(text, "permanences.csv")


@bp.get("/mediation/permanences/absences.csv")
@access.agent
def absences_sheet() -> Response:
    """Give the absences of one's own, or of the team, as a spreadsheet."""
    with reading() as session:
        ids = [one.id for one in managed(session)]
        text = read.absences_sheet(session, mediators=ids, at=now())
    return _csv(text, "absences.csv")


def _bring(db: Session, kind: str, text: str) -> service.Brought:
    act = service.bring_openings if kind == "openings" else service.bring_absences
    ids = [one.id for one in managed(db)]
    return act(db, text, mediators=ids, actor=actor(), at=now())


def _text(form: SheetForm) -> str | None:
    """Return the text of the file; None, said beside the field, when it is none."""
    sent = form.file.data
    data = sent.read(_MOST_BYTES + 1) if sent else b""
    if not data:
        form.refuse("file", _("Choisissez un fichier."))
        return None
    if len(data) > _MOST_BYTES or b"\0" in data:
        form.refuse("file", _("Ce fichier n’est pas un tableau au format CSV."))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _csv(text: str, name: str) -> Response:
    response = Response(text, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
