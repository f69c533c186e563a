"""Move an appointment to another hour, at any place; the code stays."""

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from inclusion.appointments import labels as appointment_labels
from inclusion.appointments.queries import nearby
from inclusion.appointments.rules.booking import Slot
from inclusion.appointments.rules.refusals import NotNow, SlotTaken
from inclusion.appointments.service import moving
from inclusion.appointments.views.journey import read_stamp
from inclusion.clock import paris_today
from inclusion.desk.forms import MoveForm
from inclusion.desk.queries import appointments as read
from inclusion.desk.queries import proposals
from inclusion.desk.rules.proposals import RINGS_KM, Wishes
from inclusion.desk.views import bp
from inclusion.desk.views.search import SEPARATOR, slot_value
from inclusion.desk.views.shared import Answer
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.appointments.models import Appointment

COUNT = 10


@bp.route("/mediation/rendez-vous/<public_id>/changer", methods=["GET", "POST"])
@access.agent
def move(public_id: str) -> Answer:
    """Propose other hours, the same place first, then move."""
    with reading() as session:
        one = read.ours_or_booked_here(session, public_id, actor())
        found = _found(session, one)
    if not one.is_pending:
        return redirect(url_for("desk.booked", public_id=public_id), 303)
    form = MoveForm()
    form.slot.choices = [(slot_value(p), p.place.name) for p in found.proposals]
    if form.is_submitted():
        if not form.slot.data:
            form.refuse("slot", form.slot.missing)
        else:
            answer = _move(one, form)
            if answer is not None:
                return answer
            return _page(form, one, found), 409
    return _page(form, one, found), form.status


def _found(session: Session, one: "Appointment") -> proposals.Found:
    return proposals.find_slots(
        session,
        one.reason,
        near=one.place.point,
        wishes=Wishes(),
        ring=min(_number("loin"), len(RINGS_KM) - 1),
        skip=timedelta(days=_number("apres")),
        at=now(),
        count=COUNT,
    )


def _number(name: str) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def _move(one: "Appointment", form: MoveForm) -> Answer | None:
    """Move and go to what to say; None when the hour is gone."""
    try:
        public_id = acting(lambda session: _moved(session, one, form.slot.data or ""))
    except SlotTaken:
        form.refuse("slot", appointment_labels.REFUSALS["slot"])
        return None
    except NotNow:
        return redirect(url_for("desk.booked", public_id=one.public_id), 303)
    return redirect(url_for("desk.booked", public_id=public_id), 303)


def _moved(session: Session, one: "Appointment", value: str) -> str:
    slug, _separator, hour = value.rpartition(SEPARATOR)
    place, starts_at = nearby.find_place(session, slug), read_stamp(hour)
    if place is None or starts_at is None or starts_at < now():
        raise SlotTaken("slot", field="slot")
    slot = Slot(starts_at, starts_at + one.reason.terms.duration, place.id)
    moved = moving.move(session, appointment_id=one.id, slot=slot, actor=actor(), at=now())
    return moved.public_id


def _page(form: MoveForm, one: "Appointment", found: proposals.Found) -> str:
    last = found.proposals[-1].slot.starts_at if found.proposals else None
    return render_template(
        "desk/move.html",
        form=form,
        appointment=one,
        found=found,
        slot_value=slot_value,
        later=(paris_today(last) - paris_today(now())).days + 1 if last else None,
        further=found.ring + 1 if found.ring < len(RINGS_KM) - 1 else None,
        skipped=_number("apres"),
        back_url=url_for(
            "desk.appointment" if read.is_ours(one, actor()) else "desk.booked",
            public_id=one.public_id,
        ),
    )
