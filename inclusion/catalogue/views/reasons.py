"""Reasons: coordinators read them, administrators write them, since all structures share them."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from inclusion.appointments.labels import AUDIENCES, MODES
from inclusion.appointments.queries.reasons import reason as read_reason
from inclusion.catalogue import queries as read
from inclusion.catalogue import service
from inclusion.catalogue.forms import ReasonForm, as_it_is
from inclusion.catalogue.views import bp
from inclusion.catalogue.views.answer import Answer
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading


@bp.get("/coordination/motifs")
@access.role("coordinator", "administrator")
def reasons() -> Answer:
    """List every reason: how long it takes, how one is received, who may book."""
    with reading() as session:
        listed = read.all_reasons(session)
    return render_template(
        "catalogue/reasons.html",
        listed=listed,
        modes=MODES,
        audiences=AUDIENCES,
        may_write=actor().role == "administrator",
    )


@bp.route("/coordination/motifs/nouveau", methods=["GET", "POST"])
@access.role("administrator")
def new_reason() -> Answer:
    """Add a reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        acting(lambda db: service.add_reason(db, form.terms(), actor=actor(), at=now()))
        return redirect(url_for("catalogue.reasons"), 303)
    return _page(form, _("Nouveau besoin"))


@bp.route("/coordination/motifs/<code>", methods=["GET", "POST"])
@access.role("administrator")
def change_reason(code: str) -> Answer:
    """Change a reason, or no longer propose it."""
    with reading() as session:
        one = read_reason(session, code)
    form = ReasonForm(data=as_it_is(one))
    if form.validate_on_submit():
        try:
            acting(
                lambda db: service.change_reason(
                    db, read_reason(db, code), form.terms(), actor=actor(), at=now()
                )
            )
        except service.ModeIsUsed:
            form.refuse(
                "mode", _("Des rendez-vous sont déjà pris ainsi. Faites un nouveau besoin.")
            )
        else:
            return redirect(url_for("catalogue.reasons"), 303)
    return _page(form, one.names.get("fr", code))


def _page(form: ReasonForm, title: str) -> Answer:
    return render_template("catalogue/reason.html", form=form, title=title), form.status
