"""One dated opening: move it, shorten it, cancel it, or give it back to its rule."""

from datetime import date, time
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session

from inclusion.appointments.labels import REFUSALS
from inclusion.appointments.queries.openings import rule_reference
from inclusion.appointments.rules.refusals import OutsideHours
from inclusion.appointments.service import dated as service
from inclusion.clock import to_paris
from inclusion.desk import labels
from inclusion.desk.opening_forms import DatedForm
from inclusion.desk.queries import agenda
from inclusion.desk.views import bp
from inclusion.desk.views.openings import managed
from inclusion.desk.views.shared import Answer
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.appointments.models import Opening


@bp.route("/mediation/permanences/jour/<public_id>", methods=["GET", "POST"])
@access.agent
def dated(public_id: str) -> Answer:
    """Show one day of an opening, and change its day or its hours."""
    with reading() as session:
        one = agenda.dated_of(session, public_id, managed(session))
        rule = rule_reference(session, one)
        booked = agenda.uncovered_of(session, one.mediator_id, at=now())
    form = DatedForm(data=_as_it_is(one))
    if form.validate_on_submit() and _change(form, public_id):
        return redirect(url_for("desk.dated", public_id=public_id), 303)
    return render_template(
        "desk/dated.html", form=form, one=one, rule=rule, booked=booked, labels=labels
    ), form.status


@bp.post("/mediation/permanences/jour/<public_id>/annuler")
@access.agent
def cancel_dated(public_id: str) -> Answer:
    """Cancel one day of an opening."""
    acting(
        lambda db: service.cancel(
            db,
            opening=agenda.dated_of(db, public_id, managed(db)),
            actor=actor(),
            at=now(),
        )
    )
    return redirect(url_for("desk.dated", public_id=public_id), 303)


@bp.post("/mediation/permanences/jour/<public_id>/remettre")
@access.agent
def restore_dated(public_id: str) -> Answer:
    """Give one day back to its rule."""
    rule = acting(lambda db: _restore(db, public_id))
    if rule is None:
        return redirect(url_for("desk.dated", public_id=public_id), 303)
    return redirect(url_for("desk.opening", public_id=rule), 303)


def _restore(db: Session, public_id: str) -> str | None:
    one = agenda.dated_of(db, public_id, managed(db))
    rule = rule_reference(db, one)
    service.restore(db, opening=one, actor=actor(), at=now())
    return rule


def _as_it_is(one: "Opening") -> dict[str, object]:
    starts, ends = to_paris(one.starts_at), to_paris(one.ends_at)
    return {
        "on": (str(starts.day), str(starts.month), str(starts.year)),
        "starts": labels.clock(starts.time()),
        "ends": labels.clock(ends.time()),
    }


def _change(form: DatedForm, public_id: str) -> bool:
    on, starts, ends = form.on.day, form.starts.hour, form.ends.hour
    if on is None or starts is None or ends is None:
        return False
    try:
        acting(lambda db: _do_change(db, public_id, on, starts, ends))
    except OutsideHours as error:
        form.refuse("on" if error.code == "holiday" else "ends", REFUSALS[error.code])
        return False
    return True


def _do_change(db: Session, public_id: str, on: date, starts: time, ends: time) -> None:
    service.change(
        db,
        opening=agenda.dated_of(db, public_id, managed(db)),
        on=on,
        starts=starts,
        ends=ends,
        actor=actor(),
        at=now(),
    )
