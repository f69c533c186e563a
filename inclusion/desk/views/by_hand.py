"""Take an hour chosen by hand, over others if the agent says why and knows over whom."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from inclusion.appointments.labels import REFUSALS
from inclusion.appointments.queries import reasons
from inclusion.appointments.queries.appointments import of_ids
from inclusion.appointments.rules.booking import Attendance, Channel, Origin, Slot
from inclusion.appointments.rules.overlap import Overlap
from inclusion.appointments.rules.refusals import Overlaps, SlotTaken
from inclusion.appointments.service import booking
from inclusion.clock import paris_instant
from inclusion.desk.by_hand_form import ByHandForm
from inclusion.desk.queries import agenda
from inclusion.desk.queries import people as read_people
from inclusion.desk.queries.team import one_of, team
from inclusion.desk.views import bp
from inclusion.desk.views.shared import Answer
from inclusion.tokens import secret_token
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.appointments.models import Appointment
    from inclusion.places.models import Place


@bp.route("/mediation/heure", methods=["GET", "POST"])
@access.agent
def by_hand() -> Answer:
    """Book a person at an hour that the agent writes; warn, inside the act, of who is there."""
    form = ByHandForm(data={"key": secret_token()})
    with reading() as session:
        person = read_people.known_person(session, request.args.get("personne", ""), actor())
        reason = reasons.reason(session, request.args.get("motif", ""))
        members = team(session, actor())
        places = agenda.places_for(
            session,
            structure_id=actor().structure_id,
            mediators=[one.id for one in members],
            at=now(),
        )
    form.offer(
        ((one.public_id, one.name) for one in members), ((one.slug, one.name) for one in places)
    )
    there: list[Appointment] = []
    status = form.status
    if form.validate_on_submit():
        try:
            public_id = acting(lambda db: _book(db, form, person.id, reason.code, places))
        except Overlaps as refused:
            there, status = _there(refused.appointments), 409
            form.seen.data = " ".join(one.public_id for one in there)
            form.refuse("why", REFUSALS["overlap"])
        except SlotTaken:
            status = 409
            form.refuse("hour", _("Ce qu’il faut pour ce rendez-vous manque à cette heure."))
        else:
            return redirect(url_for("desk.booked", public_id=public_id), 303)
    return render_template(
        "desk/by_hand.html", form=form, person=person, reason=reason, there=there
    ), status


def _book(
    db: Session, form: ByHandForm, person_id: int, code: str, places: "Sequence[Place]"
) -> str:
    if form.on.day is None or form.hour.hour is None:
        raise SlotTaken("slot", field="hour")
    mediator = one_of(team(db, actor()), form.mediator.data)
    starts_at = paris_instant(form.on.day, form.hour.hour)
    place_id = next(one.id for one in places if one.slug == form.place.data)
    seen = of_ids(db, (form.seen.data or "").split()) if form.why.data else []
    made = booking.book(
        db,
        slot=Slot(starts_at, starts_at, place_id, mediator.id),
        person_id=person_id,
        reason=reasons.reason(db, code),
        origin=Origin.TELEPHONE,
        attendance=Attendance(channel=Channel.SPOKEN),
        idempotency_key=form.key.data or secret_token(),
        overlap=Overlap(form.why.data or "", frozenset(one.id for one in seen)),
        actor=actor(),
        at=now(),
    )
    return str(made.public_id)


def _there(ids: frozenset[int]) -> "list[Appointment]":
    with reading() as session:
        return of_ids(session, ids)
