"""Join the list: from a search that found nothing, or from an appointment."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from inclusion.accounts.labels import NAMES
from inclusion.appointments.queries import nearby, reasons
from inclusion.appointments.views import journey
from inclusion.appointments.views import rights as appointment_rights
from inclusion.appointments.views.answer import Answer
from inclusion.errors import Invalid
from inclusion.people import queries as people
from inclusion.tokens import secret_token
from inclusion.waiting.forms.citizen import ActForm, JoinForm
from inclusion.waiting.queries import entries as read
from inclusion.waiting.rules.entries import NothingToWatch, WishRefused
from inclusion.waiting.service import listing
from inclusion.waiting.service.listing import Joining, Newcomer
from inclusion.waiting.views import bp, rights
from inclusion.waiting.views.wishing import asked_where, choose, refuse_wish, when_of
from inclusion.web import access, languages, limits
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.appointments.models import Reason
    from inclusion.places.models import Place
    from inclusion.places.rules.communes import Commune
    from inclusion.waiting.models import WaitingEntry


@bp.route("/rendez-vous/liste-attente", methods=["GET", "POST"])
@access.public
def join() -> Answer:
    """Ask who, where and when, then put them on the list."""
    chosen = journey.choices()
    with reading() as db:
        reason = reasons.find_reason(db, chosen.reason or "")
        place = nearby.find_place(db, chosen.place)
    if reason is None or not reason.bookable_by_public:
        return redirect(chosen.url("appointments.reason", motif=None, heure=None), 303)
    form = JoinForm(data=_prefilled())
    if journey.is_citizen():
        form.forget_who()
    communes = choose(form, place, request.args.get("insee"))
    if form.validate_on_submit():
        public_id = _joined(form, reason, place, communes)
        if public_id is not None:
            rights.grant(public_id, lasting=rights.JUST_JOINED, whole=True)
            return redirect(url_for("waiting.show", public_id=public_id), 303)
    page = render_template(
        "waiting/join.html", form=form, reason=reason, place=place, chosen=chosen
    )
    return page, form.status


@bp.route("/rendez-vous/<public_id>/plus-tot", methods=["GET", "POST"])
@access.public
def earlier(public_id: str) -> Answer:
    """Ask to be told when an earlier hour is free at the same place."""
    with reading() as db:
        opened = appointment_rights.opened(db, public_id)
        one = opened.appointment
        already = read.watch_of(db, one.id)
    if already is not None:
        return _watching(already.public_id, whole=opened.whole)
    form = ActForm()
    if form.is_submitted():
        try:
            made = acting(lambda db: listing.watch(db, one.id, actor=actor(), at=now()).public_id)
        except NothingToWatch:
            return redirect(url_for("appointments.show", public_id=one.public_id), 303)
        return _watching(made, whole=opened.whole)
    return render_template("waiting/earlier.html", form=form, appointment=one)


def _watching(public_id: str, *, whole: bool) -> Answer:
    rights.grant(public_id, lasting=rights.JUST_JOINED, whole=whole)
    return redirect(url_for("waiting.show", public_id=public_id), 303)


def _prefilled() -> dict[str, object]:
    return {
        "commune": request.args.get("commune", ""),
        "insee": request.args.get("insee"),
        "distance": "10",
        "interpreter": journey.answers().get("interpreter", ""),
        "name": journey.name() or "",
        "moment": "any",
        "key": secret_token(),
    }


def _joined(
    form: JoinForm, reason: "Reason", place: "Place | None", communes: "list[Commune]"
) -> str | None:
    """Write the entry; None, with the sentence beside the field, when something is none."""
    form.check_who(NAMES["name_missing"])
    where, when = asked_where(form, place, communes), when_of(form)
    if form.problems or where is None:
        return None
    limits.guard("waiting", limits.network(), limit=30)
    asked = Joining(reason.id, where, when, interpreter_language=form.interpreter.data or "")
    try:
        public_id = acting(lambda db: _join(db, form, asked).public_id)
    except WishRefused as error:
        refuse_wish(form, error)
        return None
    except Invalid as error:
        form.refuse("name", NAMES.get(error.code, NAMES["name_missing"]))
        return None
    limits.note_failure("waiting", limits.network())
    return public_id


def _join(db: Session, form: JoinForm, asked: Joining) -> "WaitingEntry":
    known = people.person(db, current_user.person_id) if journey.is_citizen() else None
    return listing.join(
        db,
        asked,
        person=known or Newcomer(form.name.data, form.phone.e164, languages.current().code),
        actor=actor(),
        at=now(),
        idempotency_key=(form.key.data or secret_token())[:64],
    )
