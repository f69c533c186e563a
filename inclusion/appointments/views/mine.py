"""What follows: find an appointment again, show, move, cancel, print, put in a calendar."""

from contextlib import suppress

from flask import Response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from inclusion.appointments import icalendar, labels
from inclusion.appointments.forms import ActForm, RetrieveForm, SlotForm
from inclusion.appointments.queries import appointments, nearby
from inclusion.appointments.rules.booking import Slot
from inclusion.appointments.rules.refusals import NotNow, SlotTaken, TooLate, TooSoon
from inclusion.appointments.service import booking, moving
from inclusion.appointments.views import bp, calendar_feed, journey, rights
from inclusion.appointments.views.answer import Answer
from inclusion.appointments.views.choose import DAYS_SHOWN, shown_from
from inclusion.clock import paris_today
from inclusion.tokens import only_digits
from inclusion.web import access, limits
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading, settings


@bp.get("/rendez-vous/mes-rendez-vous")
@access.citizen
def mine() -> Answer:
    """List the appointments of whoever is signed in."""
    with reading() as db:
        found = appointments.appointments_of(
            db,
            person_id=current_user.person_id,
            account_id=None if current_user.acts_for else current_user.account_id,
        )
    coming = [one for one in reversed(found) if one.is_pending and one.ends_at > now()]
    past = [one for one in found if one not in coming]
    return render_template(
        "appointments/mine.html", coming=coming, past=past, statuses=labels.PERSON_STATUSES
    )


@bp.route("/rendez-vous/retrouver", methods=["GET", "POST"])
@access.public
def retrieve() -> Answer:
    """Open an appointment again with its code and the name given for it."""
    form = RetrieveForm()
    if form.validate_on_submit():
        code = only_digits(form.code.data or "")
        limits.guard("appointment", limits.network(), limit=30)
        limits.guard("appointment", f"code:{code}", limit=5)
        with reading() as db:
            found = appointments.find_by_code_and_name(db, code, form.name.data or "")
        if found is not None:
            rights.grant(found.public_id, lasting=rights.BY_CODE, whole=False)
            return redirect(url_for("appointments.show", public_id=found.public_id), 303)
        limits.note_failure("appointment", limits.network())
        limits.note_failure("appointment", f"code:{code}")
        form.refuse(
            "code", _("Ce code et ce nom ne vont pas ensemble. Relisez la feuille, ou appelez.")
        )
    return render_template("appointments/retrieve.html", form=form), form.status


@bp.get("/rendez-vous/<public_id>")
@access.public
def show(public_id: str) -> Answer:
    """Show one appointment, whatever became of it."""
    with reading() as db:
        opened = rights.opened(db, public_id)
    if opened.appointment.public_id != public_id:
        return redirect(url_for("appointments.show", public_id=opened.appointment.public_id), 303)
    return render_template("appointments/show.html", **rights.shown(opened))


@bp.get("/rendez-vous/<public_id>/agenda.ics")
@access.public
def agenda(public_id: str) -> Response:
    """Give the appointment as a calendar file."""
    with reading() as db:
        one = rights.opened(db, public_id).appointment
    content = icalendar.calendar(calendar_feed.entry(one), product=settings().product_name)
    return Response(
        content,
        mimetype="text/calendar",
        headers={"Content-Disposition": 'attachment; filename="rendez-vous.ics"'},
    )


@bp.route("/rendez-vous/<public_id>/changer", methods=["GET", "POST"])
@access.public
def move(public_id: str) -> Answer:
    """Choose another hour at the same place; the code stays."""
    with reading() as db:
        opened = rights.opened(db, public_id)
        one = opened.appointment
        page = nearby.days_at(
            db, one.reason.terms, now(), place_id=one.place_id, first=shown_from(), limit=DAYS_SHOWN
        )
    form = SlotForm()
    form.offer(journey.stamp(slot.starts_at) for day in page.days for slot in day.slots)
    if not rights.shown(opened)["may_move"]:
        return redirect(url_for("appointments.show", public_id=one.public_id), 303)
    if form.is_submitted():
        hour = journey.read_stamp(form.slot.data)
        if hour is None:
            form.refuse("slot", form.slot.missing)
        else:
            slot = Slot(hour, hour + one.reason.terms.duration, one.place_id)
            try:
                moved_id = acting(
                    lambda db: (
                        moving.move(
                            db, appointment_id=one.id, slot=slot, actor=actor(), at=now()
                        ).public_id
                    )
                )
            except (SlotTaken, TooSoon):
                form.refuse("slot", labels.REFUSALS["slot"])
                return _move_page(form, opened, page), 409
            except (NotNow, TooLate):
                return redirect(url_for("appointments.show", public_id=one.public_id), 303)
            rights.grant(moved_id, lasting=rights.JUST_BOOKED, whole=opened.whole)
            return redirect(url_for("appointments.booked", public_id=moved_id), 303)
    return _move_page(form, opened, page), form.status


@bp.route("/rendez-vous/<public_id>/annuler", methods=["GET", "POST"])
@access.public
def cancel(public_id: str) -> Answer:
    """Ask whether to cancel, then do it."""
    with reading() as db:
        opened = rights.opened(db, public_id)
    one = opened.appointment
    shown = rights.shown(opened)
    if not shown["may_cancel"]:
        return redirect(url_for("appointments.show", public_id=one.public_id), 303)
    form = ActForm()
    if form.is_submitted():
        with suppress(NotNow, TooLate):  # the page then says where the appointment stands
            acting(lambda db: booking.cancel(db, appointment_id=one.id, actor=actor(), at=now()))
        return redirect(url_for("appointments.show", public_id=one.public_id), 303)
    return render_template("appointments/cancel.html", form=form, **shown)


def _move_page(form: SlotForm, opened: rights.Opened, page: nearby.DayPage) -> str:
    return render_template(
        "appointments/move.html",
        form=form,
        page=page,
        stamp=journey.stamp,
        today=paris_today(now()),
        **rights.shown(opened),
    )
