"""Somebody is late: a person who calls, or the mediator of the day."""

from functools import partial
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from inclusion.appointments.rules.overlap import Overlap
from inclusion.appointments.rules.refusals import NotNow, SlotTaken
from inclusion.appointments.service import lateness
from inclusion.desk.forms import LateForm, MediatorLateForm
from inclusion.desk.queries import appointments as read
from inclusion.desk.queries.affected import with_people
from inclusion.desk.views import bp
from inclusion.desk.views.shared import Answer, shown
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.appointments.models import Appointment


@bp.route("/mediation/rendez-vous/<public_id>/retard", methods=["GET", "POST"])
@access.agent
def late(public_id: str) -> Answer:
    """Note that a person is late: shorten, or put off."""
    form = LateForm()
    with reading() as session:
        one = read.ours(session, public_id, actor())
    there = False
    if form.validate_on_submit():
        try:
            acting(lambda db: _note(db, one, form))
        except SlotTaken:
            there = True
            form.refuse("what", _("L’heure suivante est prise. Raccourcissez, ou dites pourquoi."))
        except NotNow:
            return redirect(url_for("desk.appointment", public_id=public_id, refus=1), 303)
        else:
            return redirect(url_for("desk.appointment", public_id=public_id), 303)
    page = render_template("desk/late.html", form=form, one=one, there=there or bool(form.why.data))
    return page, 409 if there else form.status


@bp.route("/mediation/retard", methods=["GET", "POST"])
@access.agent
def mediator_late() -> Answer:
    """Tell those who follow that the mediator is late, and list whom to call."""
    form = MediatorLateForm()
    with reading() as session:
        team = shown(session)
        following = with_people(
            session, lateness.those_who_follow(session, mediators=team.ids, at=now())
        )
    told, to_call = None, []
    if following and form.validate_on_submit():
        minutes = int(form.minutes.data)
        warned = (partial(_warn, public_id=one.public_id, minutes=minutes) for one in following)
        sent = [acting(one) for one in warned]
        told = sum(sent)
        to_call = [one for one, is_sent in zip(following, sent, strict=True) if not is_sent]
    return render_template(
        "desk/mediator_late.html", form=form, following=following, told=told, to_call=to_call
    ), form.status


def _note(db: Session, one: "Appointment", form: LateForm) -> None:
    minutes = int(form.minutes.data)
    if form.what.data == "shorten":
        lateness.shorten(db, appointment_id=one.id, minutes=minutes, actor=actor(), at=now())
        return
    lateness.put_off(
        db,
        appointment_id=one.id,
        minutes=minutes,
        overlap=Overlap(form.why.data) if form.why.data else None,
        actor=actor(),
        at=now(),
    )


def _warn(db: Session, *, public_id: str, minutes: int) -> bool:
    appointment = read.ours(db, public_id, actor())
    return lateness.warn(db, appointment, minutes=minutes, actor=actor(), at=now())
