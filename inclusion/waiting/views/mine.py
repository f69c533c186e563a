"""The person's own entry: see it, answer an offer, change wishes, leave, find it again."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from inclusion.appointments.forms import RetrieveForm
from inclusion.appointments.queries import nearby
from inclusion.appointments.rules.refusals import TooLate, TooSoon
from inclusion.appointments.views import rights as appointment_rights
from inclusion.appointments.views.answer import Answer
from inclusion.tokens import only_digits
from inclusion.waiting.forms.citizen import HERE_ONLY, ActForm, WishForm
from inclusion.waiting.labels import citizen as labels
from inclusion.waiting.queries import entries as read
from inclusion.waiting.rules.entries import NotWaiting, OfferEnded, WishRefused
from inclusion.waiting.service import listing, offering
from inclusion.waiting.views import bp, rights
from inclusion.waiting.views.wishing import asked_where, choose, refuse_wish, when_of
from inclusion.web import access, limits
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.waiting.models import WaitingEntry


@bp.route("/rendez-vous/attente/retrouver", methods=["GET", "POST"])
@access.public
def retrieve() -> Answer:
    """Open an entry again with its code and the name given for it."""
    form = RetrieveForm()
    if form.validate_on_submit():
        code = only_digits(form.code.data or "")
        limits.guard("waiting_code", limits.network(), limit=30)
        limits.guard("waiting_code", f"code:{code}", limit=5)
        with reading() as db:
            found = read.find_by_code_and_name(db, code, form.name.data or "")
        if found is not None:
            rights.grant(found.public_id, lasting=rights.BY_CODE, whole=False)
            return redirect(url_for("waiting.show", public_id=found.public_id), 303)
        limits.note_failure("waiting_code", limits.network())
        limits.note_failure("waiting_code", f"code:{code}")
        form.refuse("code", _("Ce code et ce nom ne vont pas ensemble. Relisez-les, ou appelez."))
    return render_template("waiting/retrieve.html", form=form), form.status


@bp.get("/rendez-vous/attente")
@access.citizen
def mine() -> Answer:
    """Show everything that the person waits for."""
    with reading() as db:
        found = read.entries_of(db, current_user.person_id)
        offers = read.pending_offers(db, [one.id for one in found])
    return render_template("waiting/mine.html", entries=found, offers=offers, labels=labels)


@bp.get("/rendez-vous/attente/<public_id>")
@access.public
def show(public_id: str) -> Answer:
    """Show the turn of the person, or the hour that is kept for them."""
    with reading() as db:
        opened = rights.opened(db, public_id)
        entry = opened.entry
        offer = read.pending_offer(db, entry.id)
        ahead = read.ahead_of(db, entry, on=now()) if entry.is_active else 0
    if entry.appointment is not None:
        appointment_rights.grant(
            entry.appointment.public_id, lasting=rights.BY_CODE, whole=opened.whole
        )
    return render_template(
        "waiting/show.html",
        entry=entry,
        whole=opened.whole,
        offer=offer if offer and offer.until_at > now() else None,
        turn=labels.turn_in_words(ahead),
        labels=labels,
        said=labels.SAID.get(request.args.get("dit", "")),
    )


@bp.post("/rendez-vous/attente/<public_id>/accepter")
@access.public
def accept(public_id: str) -> Answer:
    """Take the hour that is kept; taking it twice takes it once."""
    with reading() as db:
        opened = rights.opened(db, public_id)
    entry_id = opened.entry.id
    try:
        booked = acting(lambda db: offering.accept(db, entry_id, actor=actor(), at=now()))
    except OfferEnded:
        return _back(public_id, "finie")
    except (TooSoon, TooLate):
        return _back(public_id, "telephone")
    if booked is None:
        return _back(public_id, "impossible")
    appointment_rights.grant(
        booked.public_id, lasting=appointment_rights.JUST_BOOKED, whole=opened.whole
    )
    return redirect(url_for("appointments.booked", public_id=booked.public_id), 303)


@bp.post("/rendez-vous/attente/<public_id>/refuser")
@access.public
def refuse(public_id: str) -> Answer:
    """Leave the hour to the next in line."""
    with reading() as db:
        entry_id = rights.opened(db, public_id).entry.id
    acting(lambda db: offering.refuse(db, entry_id, actor=actor(), at=now()))
    return _back(public_id)


@bp.route("/rendez-vous/attente/<public_id>/souhaits", methods=["GET", "POST"])
@access.public
def change(public_id: str) -> Answer:
    """Change the days and the distance; the turn stays."""
    with reading() as db:
        entry = rights.opened(db, public_id).entry
    if not entry.is_active:
        return _back(public_id)
    form = WishForm(data=_wished(entry))
    communes = choose(form, entry.place, None)
    if form.validate_on_submit():
        where, when = asked_where(form, entry.place, communes), when_of(form)
        if where is not None and not form.problems:
            try:
                acting(
                    lambda db: listing.change(
                        db, entry.id, where=where, when=when, actor=actor(), at=now()
                    )
                )
            except WishRefused as error:
                refuse_wish(form, error)
            except NotWaiting:
                return _back(public_id)
            else:
                return _back(public_id)
    return render_template("waiting/change.html", form=form, entry=entry), form.status


@bp.route("/rendez-vous/attente/<public_id>/quitter", methods=["GET", "POST"])
@access.public
def leave(public_id: str) -> Answer:
    """Ask whether to leave the list, then leave it."""
    with reading() as db:
        entry = rights.opened(db, public_id).entry
    if not entry.is_active:
        return _back(public_id)
    form = ActForm()
    if form.is_submitted():
        acting(lambda db: listing.leave(db, entry.id, actor=actor(), at=now()))
        return _back(public_id)
    return render_template("waiting/leave.html", form=form, entry=entry)


def _wished(entry: "WaitingEntry") -> dict[str, object]:
    until = entry.until_on
    return {
        "commune": entry.area,
        "insee": next((one.insee for one in nearby.communes(entry.area, None)), None),
        "distance": str(entry.radius_km) if entry.radius_km else HERE_ONLY,
        "weekdays": list(entry.weekdays),
        "moment": entry.moment.value,
        "until_on": (str(until.day), str(until.month), str(until.year)),
    }


def _back(public_id: str, said: str | None = None) -> Answer:
    return redirect(url_for("waiting.show", public_id=public_id, dit=said), 303)
