"""One appointment as the desk sees it: its page, its outcome, cancelling it."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from inclusion.appointments import labels as appointment_labels
from inclusion.appointments.queries.appointments import current
from inclusion.appointments.rules.booking import CANCELLED, OUTCOMES, Status, may_follow, undone
from inclusion.appointments.rules.refusals import NotNow
from inclusion.appointments.service import reception
from inclusion.desk import labels, service
from inclusion.desk.forms import CancelForm, OutcomeForm
from inclusion.desk.queries import appointments as read
from inclusion.desk.rules.telling import Told
from inclusion.desk.views import bp
from inclusion.desk.views.acts import board_of
from inclusion.desk.views.shared import Answer
from inclusion.errors import Invalid
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.languages import text_in
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.appointments.models import Appointment

LATE = appointment_labels.REFUSALS["undo"]


@bp.get("/mediation/rendez-vous/<public_id>")
@access.agent
def appointment(public_id: str) -> Answer:
    """Show an appointment, what may be done with it, and what happened to it."""
    with reading() as session:
        one = read.ours(session, public_id, actor())
        latest = current(session, one)
        history = read.history(session, one, actor())
        knows = read.knows(session, one)
        is_moved = read.is_moved_untold(session, one, now())
        to_remind = read.must_be_called(session, one, now())
    if latest.public_id != public_id and read.is_ours(latest, actor()):
        return redirect(url_for("desk.appointment", public_id=latest.public_id), 303)
    tag, kind = labels.status_of(one, now())
    return render_template(
        "desk/appointment.html",
        appointment=one,
        tag_text=tag,
        tag_kind=kind,
        history=history,
        labels=labels,
        words=appointment_labels,
        day_query=board_of(one),
        may=_what_may(one),
        to_call=one.status in {Status.NO_SHOW, Status.INCOMPLETE}
        and all(entry.action != read.CALLED for entry in history),
        to_remind=to_remind,
        to_tell=is_moved
        or (
            one.status is Status.CANCELLED_BY_SERVICE
            and not knows
            and all(entry.action != read.TOLD for entry in history)
        ),
        is_refused="refus" in request.args,
    )


@bp.route("/mediation/rendez-vous/<public_id>/suite", methods=["GET", "POST"])
@access.agent
def outcome(public_id: str) -> Answer:
    """Say how an appointment went."""
    with reading() as session:
        one = read.ours(session, public_id, actor())
    possible = {status for status in OUTCOMES if may_follow(one.status, status)}
    if not possible:
        return redirect(url_for("desk.appointment", public_id=public_id, refus=1), 303)
    form = OutcomeForm()
    form.offer(possible, text_in(one.reason.bring))
    if form.validate_on_submit():
        chosen = Status(form.outcome.data)
        if chosen is Status.CANCELLED_BY_SERVICE:
            return redirect(url_for("desk.cancel", public_id=public_id, par="service"), 303)
        if _record(one, chosen, form):
            return _after(one, chosen)
    return render_template("desk/outcome.html", form=form, appointment=one), form.status


@bp.route("/mediation/rendez-vous/<public_id>/annuler", methods=["GET", "POST"])
@access.agent
def cancel(public_id: str) -> Answer:
    """Cancel for the person or for the service, and ask how the person will know."""
    with reading() as session:
        one = read.ours_or_booked_here(session, public_id, actor())
        is_ours = read.is_ours(one, actor())
    back = url_for("desk.appointment" if is_ours else "desk.booked", public_id=public_id)
    if not one.is_pending:
        return redirect(back, 303)
    form = CancelForm(data={"by": request.args.get("par")})
    if form.validate_on_submit() and _cancel(one, form, is_ours=is_ours):
        return redirect(back, 303)
    return render_template(
        "desk/cancel.html", form=form, appointment=one, back_url=back
    ), form.status


def _what_may(one: "Appointment") -> dict[str, bool]:
    """Return what the page offers."""
    back = undone(
        one.status, arrived=one.arrived_at is not None, started=one.started_at is not None
    )
    return {
        "arrive": may_follow(one.status, Status.ARRIVED),
        "start": may_follow(one.status, Status.IN_PROGRESS) and one.status is Status.ARRIVED,
        "outcome": one.is_pending,
        "change": one.status in {Status.SCHEDULED, Status.ARRIVED},
        "cancel": one.is_pending,
        "undo": back is not None,
    }


def _record(one: "Appointment", chosen: Status, form: OutcomeForm) -> bool:
    try:
        acting(
            lambda session: reception.record_outcome(
                session,
                appointment_id=one.id,
                outcome=chosen,
                missing_papers=form.papers if chosen is Status.INCOMPLETE else (),
                actor=actor(),
                at=now(),
            )
        )
    except Invalid as error:
        field = "other" if error.code == "missing_papers" else "outcome"
        form.refuse(field, appointment_labels.REFUSALS[error.code])
        return False
    except NotNow:
        form.refuse(None, LATE)
        return False
    return True


def _after(one: "Appointment", chosen: Status) -> Answer:
    """Go where the next act is: another date when papers lack, the day otherwise."""
    if chosen is Status.INCOMPLETE:
        return redirect(url_for("desk.appointment", public_id=one.public_id), 303)
    return redirect(url_for("desk.board", **board_of(one), fait=one.public_id), 303)


def _cancel(one: "Appointment", form: CancelForm, *, is_ours: bool) -> bool:
    by_service = form.by.data == "service" and is_ours
    try:
        acting(
            lambda session: service.cancel_for(
                session,
                one,
                by_service=by_service,
                told=Told(form.told.data),
                actor=actor(),
                at=now(),
            )
        )
    except NotNow:
        form.refuse(None, LATE)
        return False
    return one.status not in CANCELLED
