"""Steps 1 to 3: what for, where, when. Nothing is kept of the person here."""

from datetime import date, datetime, time

from flask import redirect, render_template, request, url_for

from inclusion.appointments.forms import ReasonForm, SlotForm
from inclusion.appointments.queries import nearby, reasons, slots
from inclusion.appointments.rules.booking import Slot
from inclusion.appointments.views import bp, journey, keeping
from inclusion.appointments.views.answer import Answer
from inclusion.clock import paris_instant, paris_today
from inclusion.web import access
from inclusion.web.languages import text_in
from inclusion.web.session import now, reading

DAYS_SHOWN = 5


@bp.route("/rendez-vous", methods=["GET", "POST"])
@access.public
def reason() -> Answer:
    """Ask what help is needed for."""
    chosen = journey.choices()
    form = ReasonForm(data={"reason": chosen.reason})
    with reading() as db:
        offered = reasons.reasons(db, public_only=True)
        place = nearby.find_place(db, chosen.place)
    form.offer((one.code, text_in(one.names), text_in(one.explanations)) for one in offered)
    if form.validate_on_submit():
        following = "appointments.slots" if place else "appointments.where"
        return redirect(chosen.url(following, motif=form.reason.data, heure=None), 303)
    return render_template("appointments/reason.html", form=form, place=place), form.status


@bp.get("/rendez-vous/ou")
@access.public
def where() -> Answer:
    """Ask a commune or a postal code, then the places near it and their first free hour."""
    chosen = journey.choices()
    typed = request.args.get("commune", "").strip()
    with reading() as db:
        wanted = reasons.find_reason(db, chosen.reason or "")
        if wanted is None or not wanted.bookable_by_public:
            return redirect(url_for("appointments.reason"), 303)
        communes = nearby.communes(typed, request.args.get("insee"))
        found = None
        if len(communes) == 1:
            span = slots.public_span(wanted.terms, now())
            found = nearby.near(db, wanted.terms, span, point=communes[0].point)
    return render_template(
        "appointments/where.html",
        chosen=chosen,
        reason=wanted,
        typed=typed,
        communes=communes,
        found=found,
    )


@bp.route("/rendez-vous/creneaux", methods=["GET", "POST"], endpoint="slots")
@access.public
def slots_page() -> Answer:
    """Ask the day and the hour."""
    chosen = journey.choices()
    with reading() as db:
        wanted = reasons.find_reason(db, chosen.reason or "")
        place = nearby.find_place(db, chosen.place)
        if wanted is None or not wanted.bookable_by_public:
            return redirect(chosen.url("appointments.reason", motif=None), 303)
        if place is None:
            return redirect(chosen.url("appointments.where", lieu=None), 303)
        page = nearby.days_at(
            db, wanted.terms, now(), place_id=place.id, first=shown_from(), limit=DAYS_SHOWN
        )
    form = SlotForm()
    form.offer(journey.stamp(slot.starts_at) for day in page.days for slot in day.slots)
    if form.validate_on_submit():
        hour = journey.read_stamp(form.slot.data)
        if hour is not None and not keeping.kept(wanted, place.id, hour):
            slot = Slot(hour, hour + wanted.terms.duration, place.id)
            return keeping.taken(chosen, wanted, place, slot)
        return redirect(chosen.url(journey.next_question(), heure=form.slot.data), 303)
    return render_template(
        "appointments/slots.html",
        form=form,
        chosen=chosen,
        reason=wanted,
        place=place,
        page=page,
        stamp=journey.stamp,
        today=paris_today(now()),
    ), form.status


@bp.get("/rendez-vous/aucun-jour")
@access.public
def no_day() -> Answer:
    """Answer that no day suits: the telephone, other places, the places where one walks in."""
    chosen = journey.choices()
    with reading() as db:
        wanted = reasons.find_reason(db, chosen.reason or "")
        place = nearby.find_place(db, chosen.place)
        if wanted is None:
            return redirect(url_for("appointments.reason"), 303)
        found = None
        if place is not None and place.point is not None:
            span = slots.public_span(wanted.terms, now())
            found = nearby.near(db, wanted.terms, span, point=place.point, without=place.id)
    return render_template(
        "appointments/no_day.html", chosen=chosen, reason=wanted, place=place, found=found
    )


def shown_from() -> datetime | None:
    """Return from when the days are shown: the address says « apres=2026-12-04 »."""
    try:
        after = date.fromisoformat(request.args.get("apres", ""))
    except ValueError:
        return None
    return paris_instant(after, time(23, 59))
