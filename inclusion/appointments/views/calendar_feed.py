"""A private calendar: share it, stop it, and the address that other programs read."""

from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from inclusion.appointments import icalendar
from inclusion.appointments.forms import ActForm
from inclusion.appointments.queries import feeds as read
from inclusion.appointments.service import feeds as service
from inclusion.appointments.views import bp
from inclusion.appointments.views.answer import Answer
from inclusion.contact import format_phone
from inclusion.errors import NotFound
from inclusion.tokens import group_code
from inclusion.web import access, limits
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading, settings

if TYPE_CHECKING:
    from inclusion.appointments.models import Appointment


@bp.route("/mon-compte/agenda", methods=["GET", "POST"])
@access.signed_in
def calendar() -> Answer:
    """Say whether the calendar is shared; make its address, shown this once."""
    form, address = ActForm(), None
    if form.validate_on_submit():
        token = acting(
            lambda db: service.renew(
                db, account_id=current_user.account_id, actor=actor(), at=now()
            )
        )
        address = settings().public_url.rstrip("/") + url_for("appointments.feed", token=token)
    with reading() as db:
        shared = read.feed_of(db, current_user.account_id)
    page = render_template("appointments/calendar.html", form=form, shared=shared, address=address)
    return page, form.status


@bp.post("/mon-compte/agenda/arreter")
@access.signed_in
def stop_calendar() -> Answer:
    """Let the address no longer work."""
    acting(lambda db: service.stop(db, account_id=current_user.account_id, actor=actor(), at=now()))
    return redirect(url_for("appointments.calendar"), 303)


@bp.get("/agenda/<token>.ics")
@access.public
def feed(token: str) -> Response:
    """Give a whole calendar to the program that knows its address."""
    limits.guard("calendar", limits.network(), limit=30)
    with reading() as db:
        account = read.owner(db, token)
        listed = read.appointments_in(db, account, at=now()) if account else []
    if account is None:
        limits.note_failure("calendar", limits.network())
        raise NotFound("calendar")
    is_agent = account.person_id is None
    content = icalendar.feed(
        (_agent_entry(one) if is_agent else entry(one) for one in listed),
        name=_("Rendez-vous"),
        product=settings().product_name,
    )
    response = Response(content, mimetype="text/calendar")
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def entry(one: "Appointment") -> icalendar.Entry:
    """Return an appointment as its person keeps it: hour, place and code, never the reason."""
    phone = format_phone(settings().phone)
    return _entry(
        one,
        summary=_("Rendez-vous : %(place)s", place=one.place.name),
        description=_("Votre code : %(code)s.", code=group_code(one.code))
        + " "
        + _("Pour changer ou annuler, appelez le %(phone)s.", phone=phone),
        address=url_for("appointments.show", public_id=one.public_id),
    )


def _agent_entry(one: "Appointment") -> icalendar.Entry:
    """Return an appointment as its mediator keeps it: no name, since calendars are shared."""
    return _entry(
        one,
        summary=_("Rendez-vous"),
        description="",
        address=f"/mediation/rendez-vous/{one.public_id}",
    )


def _entry(one: "Appointment", *, summary: str, description: str, address: str) -> icalendar.Entry:
    base = settings().public_url.rstrip("/")
    return icalendar.Entry(
        uid=f"{one.public_id}@{base.split('//')[-1]}",
        summary=summary,
        location=f"{one.place.name}, {one.address_line}",
        description=description,
        url=base + address,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        stamped_at=one.cancelled_at or one.created_at,
        is_cancelled=not one.is_live,
    )
