"""Step 5: read everything again, confirm, and what to keep."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import redirect, render_template, session, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from inclusion.appointments import labels
from inclusion.appointments.forms import ConfirmForm
from inclusion.appointments.queries import nearby, reasons
from inclusion.appointments.rules.booking import Company, Origin, Slot
from inclusion.appointments.rules.refusals import SlotTaken, TooSoon
from inclusion.appointments.service import booking
from inclusion.appointments.views import bp, journey, keeping, rights
from inclusion.appointments.views.answer import Answer
from inclusion.web import access, languages
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.appointments.models import Reason
    from inclusion.places.models import Place

BOOKED = "booked"
_KEPT = 5


@dataclass(frozen=True, slots=True)
class Ready:
    """All three choices, found in the database, and every question answered."""

    chosen: journey.Choices
    reason: "Reason"
    place: "Place"
    slot: Slot


@bp.route("/rendez-vous/verifier", methods=["GET", "POST"])
@access.public
def check() -> Answer:
    """Show the answers, then book them."""
    form = ConfirmForm()
    if form.is_submitted() and form.key.data in session.get(BOOKED, {}):
        return _done(session[BOOKED][form.key.data])
    ready = _ready()
    if not isinstance(ready, Ready):
        return ready
    if form.validate_on_submit():
        try:
            public_id = acting(lambda db: _book(db, ready, form.key.data or journey.key()))
        except (SlotTaken, TooSoon):
            return keeping.taken(ready.chosen, ready.reason, ready.place, ready.slot)
        _keep_booked(form.key.data or journey.key(), public_id)
        journey.forget()
        return _done(public_id)
    form.key.data = journey.key()
    return render_template(
        "appointments/check.html",
        form=form,
        ready=ready,
        name=journey.name(),
        name_is_known=_name_is_known(),
        attendance=journey.attendance(),
        companies=labels.COMPANIES,
        interpreters=labels.INTERPRETER_LANGUAGES,
        channels=labels.CHANNELS,
        held_until=journey.held_until(now()),
    ), form.status


@bp.get("/rendez-vous/c-est-fait/<public_id>")
@access.public
def booked(public_id: str) -> Answer:
    """Show the ticket: what to keep, what to bring, and how to change."""
    with reading() as db:
        opened = rights.opened(db, public_id)
    if opened.appointment.public_id != public_id:
        return redirect(url_for("appointments.booked", public_id=opened.appointment.public_id), 303)
    if not opened.appointment.is_pending:
        return redirect(url_for("appointments.show", public_id=public_id), 303)
    return render_template("appointments/booked.html", **rights.shown(opened))


def _ready() -> Ready | Answer:
    chosen = journey.choices()
    lacking = journey.missing_choice(chosen)
    following = lacking or journey.next_question()
    if following != "appointments.check":
        return redirect(chosen.url(following), 303)
    with reading() as db:
        wanted = reasons.find_reason(db, chosen.reason or "")
        place = nearby.find_place(db, chosen.place)
    if wanted is None or place is None or chosen.hour is None:
        return redirect(url_for("appointments.reason"), 303)
    slot = Slot(chosen.hour, chosen.hour + wanted.terms.duration, place.id)
    return Ready(chosen, wanted, place, slot)


def _book(db: Session, ready: Ready, key: str) -> str:
    mine = journey.is_citizen() and journey.company() is not Company.SOMEONE_ELSE
    appointment = booking.book_for(
        db,
        person_id=current_user.person_id if mine else None,
        name=journey.name() or "",
        language=languages.current().code,
        slot=ready.slot,
        reason=ready.reason,
        origin=Origin.WEB,
        actor=actor(),
        at=now(),
        attendance=journey.attendance(),
        idempotency_key=key,
        held=journey.hold(),
    )
    return str(appointment.public_id)


def _name_is_known() -> bool:
    return journey.is_citizen() and journey.company() is not Company.SOMEONE_ELSE


def _keep_booked(key: str, public_id: str) -> None:
    kept = session.get(BOOKED, {}) | {key: public_id}
    session[BOOKED] = dict(list(kept.items())[-_KEPT:])


def _done(public_id: str) -> Answer:
    rights.grant(public_id, lasting=rights.JUST_BOOKED, whole=True)
    return redirect(url_for("appointments.booked", public_id=public_id), 303)
