"""Absences: list, add (after seeing whom they would hit), take back."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from inclusion.appointments.labels import REFUSALS
from inclusion.appointments.queries import openings as read
from inclusion.appointments.queries.appointments import appointments_hit
from inclusion.appointments.service import openings as service
from inclusion.clock import paris_instant
from inclusion.desk.forms import AbsenceForm
from inclusion.desk.queries import agenda
from inclusion.desk.views import bp
from inclusion.desk.views.openings import asked_for, managed
from inclusion.desk.views.shared import Answer
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.accounts.models import Account
    from inclusion.appointments.models import Appointment

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Away:
    """From when to when."""

    starts_at: datetime
    ends_at: datetime


@bp.route("/mediation/absences", methods=["GET", "POST"])
@access.agent
def absences() -> Answer:
    """List the absences to come of a mediator, and add one."""
    form = AbsenceForm()
    with reading() as session:
        members = managed(session)
        mediator = asked_for(members)
        listed = read.absences_of(session, mediators=[mediator.id], at=now()) if mediator else []
    hit: list[Appointment] = []
    if mediator and form.validate_on_submit():
        away = _away(form)
        hit = _hit(mediator, away) if away else []
        if hit and not form.seen.data:
            form.refuse("seen", _("Des personnes ont rendez-vous. Cochez pour continuer."))
        elif away:
            added = _add(mediator, away, form.note.data or "")
            if hit:
                return redirect(url_for("desk.absence_people", public_id=added), 303)
            return redirect(url_for("desk.absences", mediateur=mediator.public_id), 303)
    return render_template(
        "desk/absences.html",
        form=form,
        members=members,
        mediator=mediator,
        listed=listed,
        hit=hit,
    ), 409 if hit else form.status


@bp.post("/mediation/absences/<public_id>/retirer")
@access.agent
def remove_absence(public_id: str) -> Answer:
    """Take an absence back: its hours may be booked again."""
    with reading() as session:
        absence = agenda.absence_of(session, public_id, managed(session))
        mediator = next(one for one in managed(session) if one.id == absence.mediator_id)
    acting(
        lambda db: service.remove_absence(
            db,
            absence=agenda.absence_of(db, public_id, managed(db)),
            actor=actor(),
            at=now(),
        )
    )
    return redirect(url_for("desk.absences", mediateur=mediator.public_id), 303)


def _away(form: AbsenceForm) -> Away | None:
    """Return when, whole days where no hour is given; None, said beside the field, if backwards."""
    first = form.first.day
    if first is None:
        return None
    last = form.last.day or first
    starts_at = paris_instant(first, form.starts.hour or time(0))
    ends_at = (
        paris_instant(last, form.ends.hour)
        if form.ends.hour
        else paris_instant(last + _DAY, time(0))
    )
    if ends_at <= starts_at:
        form.refuse("last", REFUSALS["absence"])
        return None
    return Away(starts_at, ends_at)


def _hit(mediator: "Account", away: Away) -> list["Appointment"]:
    with reading() as session:
        return appointments_hit(
            session, mediator_id=mediator.id, starts_at=away.starts_at, ends_at=away.ends_at
        )


def _add(mediator: "Account", away: Away, note: str) -> str:
    return acting(
        lambda db: (
            service.add_absence(
                db,
                mediator_id=mediator.id,
                starts_at=away.starts_at,
                ends_at=away.ends_at,
                note=note,
                actor=actor(),
                at=now(),
            ).public_id
        )
    )
