"""Closed places: list, close, open again."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from inclusion.appointments.labels import CLOSURE_CAUSES, REFUSALS
from inclusion.appointments.queries import closures as read
from inclusion.appointments.rules.refusals import OutsideHours
from inclusion.appointments.rules.resources import ClosureCause
from inclusion.appointments.service import closures as service
from inclusion.clock import paris_instant, paris_today
from inclusion.desk.forms import ClosureForm
from inclusion.desk.queries import agenda
from inclusion.desk.views import bp
from inclusion.desk.views.openings import managed
from inclusion.desk.views.shared import Answer
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.places.models import Place

_DAY = timedelta(days=1)


@bp.route("/mediation/fermetures", methods=["GET", "POST"])
@access.agent
def closures() -> Answer:
    """List the places that are closed or will be, and close one."""
    today = paris_today(now())
    form = ClosureForm(data={"first": (str(today.day), str(today.month), str(today.year))})
    with reading() as session:
        places = agenda.places_for(
            session,
            structure_id=actor().structure_id,
            mediators=[one.id for one in managed(session)],
            at=now(),
        )
        own = [place for place in places if place.structure_id == actor().structure_id]
        listed = read.closures_of(session, places=[place.id for place in own], at=now())
    form.offer((place.slug, place.name) for place in own)
    if own and form.validate_on_submit():
        closed_id = _close(form, own)
        if closed_id:
            return redirect(url_for("desk.closure_people", public_id=closed_id), 303)
    return render_template(
        "desk/closures.html", form=form, listed=listed, has_places=bool(own), causes=CLOSURE_CAUSES
    ), form.status


@bp.post("/mediation/fermetures/<public_id>/rouvrir")
@access.agent
def reopen_place(public_id: str) -> Answer:
    """Open a place again: its hours may be booked."""
    acting(
        lambda db: service.reopen(
            db,
            closure=read.closure(db, public_id, structure_id=actor().structure_id),
            actor=actor(),
            at=now(),
        )
    )
    return redirect(url_for("desk.closures"), 303)


def _close(form: ClosureForm, own: "list[Place]") -> str | None:
    """Close the place of the form and return the reference; None, said beside a field, if not."""
    first = form.first.day
    if first is None:
        return None
    last = form.last.day or first
    starts_at = paris_instant(first, form.starts.hour or time(0))
    ends_at = _end(form, last)
    place_id = next(place.id for place in own if place.slug == form.place.data)
    try:
        closed: str = acting(
            lambda db: (
                service.close(
                    db,
                    place_id=place_id,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    cause=ClosureCause(form.cause.data),
                    actor=actor(),
                    at=now(),
                ).public_id
            )
        )
    except OutsideHours as error:
        form.refuse("ends", REFUSALS[error.code])
        return None
    return closed


def _end(form: ClosureForm, last: date) -> datetime:
    if form.ends.hour is not None:
        return paris_instant(last, form.ends.hour)
    return paris_instant(last + _DAY, time(0))
