"""The desk's side: who waits, add somebody, offer an hour by hand, note an answer."""

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from inclusion.accounts.labels import NAMES
from inclusion.appointments.queries import nearby, reasons
from inclusion.appointments.queries.known import ADDED, known_person
from inclusion.appointments.rules.booking import Origin, Slot
from inclusion.appointments.rules.refusals import SlotTaken
from inclusion.appointments.views.answer import Answer
from inclusion.appointments.views.journey import read_stamp, stamp
from inclusion.audit import service as audit
from inclusion.errors import Invalid
from inclusion.tokens import secret_token
from inclusion.waiting.forms.agents import AddForm, HourForm, PressForm
from inclusion.waiting.labels import agent as labels
from inclusion.waiting.labels import citizen as words
from inclusion.waiting.queries import board as read
from inclusion.waiting.queries import entries as read_entries
from inclusion.waiting.queries import freed
from inclusion.waiting.rules.entries import NotWaiting, OfferEnded, WishRefused
from inclusion.waiting.service import listing, offering
from inclusion.waiting.service.listing import Joining, Newcomer
from inclusion.waiting.views import bp
from inclusion.waiting.views.wishing import asked_where, choose, refuse_wish, when_of
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.languages import text_in
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.appointments.models import Reason
    from inclusion.people.models import Person
    from inclusion.places.models import Place
    from inclusion.places.rules.communes import Commune
    from inclusion.waiting.models import WaitingEntry

SEPARATOR = "~"
PROPOSED = 6
_FIRST = 400
"""How many free hours are looked at to find one in each half day."""


@bp.get("/mediation/attente")
@access.agent
def board() -> Answer:
    """Show who waits for the places of the structure."""
    with reading() as db:
        rows = read.rows(db, actor(), now())
    return render_template("waiting/board.html", rows=rows, labels=labels, words=words)


@bp.route("/mediation/attente/ajouter", methods=["GET", "POST"])
@access.agent
def add() -> Answer:
    """Put somebody on the list, known or new."""
    form = AddForm(data=_prefilled())
    with reading() as db:
        person = _known(db)
        offered = reasons.reasons(db)
        form.offer(
            [(one.code, text_in(one.names)) for one in offered],
            [(one.slug, one.name) for one in read.own_places(db, actor(), now())],
        )
        place = nearby.find_place(db, form.place.data)
    if person is not None:
        form.forget_who()
    communes = choose(form, place, request.args.get("insee"), keeps_commune=True)
    if form.validate_on_submit():
        reason = next((one for one in offered if one.code == form.reason.data), None)
        if reason is None:
            form.refuse("reason", form.reason.missing)
        public_id = _added(form, person, reason, place, communes)
        if public_id is not None:
            return redirect(url_for("waiting.entry", public_id=public_id, dit="notee"), 303)
    return render_template("waiting/add.html", form=form, person=person, place=place), form.status


@bp.get("/mediation/attente/<public_id>")
@access.agent
def entry(public_id: str) -> Answer:
    """Show somebody who waits, what they were offered, and the hours that suit them."""
    with reading() as db:
        one = read.entry_for_agent(db, public_id, actor(), now())
    return _page(one, PressForm(data=_pressed(one)))


@bp.post("/mediation/attente/<public_id>/proposer")
@access.agent
def offer(public_id: str) -> Answer:
    """Keep an hour for somebody, out of their turn."""
    with reading() as db:
        one = read.entry_for_agent(db, public_id, actor(), now())
        slot = _slot(db, request.form.get("slot", ""), one)
    if slot is None:
        return _back(public_id, "prise")
    try:
        made = acting(
            lambda db: offering.offer(db, one.id, slot, actor=actor(), at=now()) is not None
        )
    except SlotTaken:
        return _back(public_id, "prise")
    return _back(public_id, "gardee" if made else "trop-tard")


@bp.post("/mediation/attente/<public_id>/accepter", endpoint="accept_for")
@access.agent
def accept_for(public_id: str) -> Answer:
    """Book the hour that is kept, for somebody who says yes on the telephone."""
    with reading() as db:
        one = read.entry_for_agent(db, public_id, actor(), now())
    try:
        booked = acting(lambda db: offering.accept(db, one.id, actor=actor(), at=now()))
    except OfferEnded:
        return _back(public_id, "finie")
    if booked is None:
        return _back(public_id, "impossible")
    return redirect(url_for("desk.booked", public_id=booked.public_id), 303)


@bp.post("/mediation/attente/<public_id>/refuser", endpoint="refuse_for")
@access.agent
def refuse_for(public_id: str) -> Answer:
    """Note that somebody said no on the telephone: the next in line gets the hour."""
    with reading() as db:
        one = read.entry_for_agent(db, public_id, actor(), now())
    acting(lambda db: offering.refuse(db, one.id, actor=actor(), at=now()))
    return _back(public_id, "refusee")


@bp.post("/mediation/attente/<public_id>/retirer")
@access.agent
def remove(public_id: str) -> Answer:
    """Take somebody off the list, as they ask."""
    with reading() as db:
        one = read.entry_for_agent(db, public_id, actor(), now())
    acting(lambda db: listing.leave(db, one.id, actor=actor(), at=now()))
    return _back(public_id, "notee")


@bp.post("/mediation/attente/<public_id>/echeance")
@access.agent
def press(public_id: str) -> Answer:
    """Write the date that presses somebody, and why."""
    with reading() as db:
        one = read.entry_for_agent(db, public_id, actor(), now())
    form = PressForm()
    if form.validate_on_submit():
        deadline = form.deadline()
        if not form.problems:
            try:
                acting(
                    lambda db: listing.press(
                        db,
                        one.id,
                        deadline_on=deadline,
                        reason=form.deadline_reason.data or "",
                        actor=actor(),
                        at=now(),
                    )
                )
            except WishRefused as error:
                form.refuse(error.field, labels.REFUSALS[error.code])
            except NotWaiting:
                return _back(public_id)
            else:
                return _back(public_id, "notee")
    return _page(one, form), form.status


def _prefilled() -> dict[str, Any]:
    return {
        "reason": request.args.get("motif", ""),
        "place": request.args.get("lieu", ""),
        "commune": request.args.get("commune", ""),
        "insee": request.args.get("insee"),
        "name": request.args.get("nom", ""),
        "distance": "10",
        "origin": "telephone",
        "moment": "any",
        "key": secret_token(),
    }


def _known(db: Session) -> "Person | None":
    public_id = request.args.get("personne")
    return known_person(db, public_id, actor()) if public_id else None


def _added(
    form: AddForm,
    person: "Person | None",
    reason: "Reason | None",
    place: "Place | None",
    communes: "list[Commune]",
) -> str | None:
    form.check_who(NAMES["name_missing"])
    where, when = asked_where(form, place, communes), when_of(form)
    if form.problems or where is None or reason is None:
        return None
    asked = Joining(
        reason.id,
        where,
        when,
        interpreter_language=form.interpreter.data or "",
        equipment=form.equipment.data or (),
        origin=Origin(form.origin.data),
    )
    try:
        return acting(lambda db: _joined(db, form, person, asked))
    except WishRefused as error:
        refuse_wish(form, error)
    except Invalid as error:
        form.refuse("name", NAMES.get(error.code, NAMES["name_missing"]))
    return None


def _joined(db: Session, form: AddForm, person: "Person | None", asked: Joining) -> str:
    made = listing.join(
        db,
        asked,
        person=person or Newcomer(form.name.data, form.phone.e164),
        actor=actor(),
        at=now(),
        idempotency_key=(form.key.data or secret_token())[:64],
    )
    if person is None:
        audit.record(
            db,
            action=ADDED,
            at=now(),
            actor=actor(),
            person_id=made.person_id,
            object_kind="person",
            object_id=made.person_id,
        )
    return made.public_id


def _page(one: "WaitingEntry", form: PressForm) -> str:
    with reading() as db:
        offers = read_entries.offers_of(db, one.id)
        pending = read_entries.pending_offer(db, one.id)
        hours = _hours(db, one) if one.is_active and pending is None else []
        ahead = read_entries.ahead_of(db, one, on=now()) if one.is_active else 0
    choice = HourForm(formdata=None)
    choice.slot.choices = hours
    return render_template(
        "waiting/entry.html",
        entry=one,
        form=form,
        choice=choice,
        offers=offers,
        pending=pending,
        ahead=ahead,
        labels=labels,
        words=words,
        said=labels.SAID.get(request.args.get("dit", "")),
    )


def _hours(db: Session, one: "WaitingEntry") -> list[tuple[str, str, str]]:
    """Return one free hour of each place and half day, soonest first."""
    places = {place.id: place for place in freed.whole_places_of(db, one)}
    kept: dict[object, tuple[str, str, str]] = {}
    for number, slot in enumerate(freed.suiting(db, one, now(), assisted=True)):
        place = places[slot.place_id]
        value = f"{place.slug}{SEPARATOR}{stamp(slot.starts_at)}"
        said = words.hour_in_words(slot.starts_at)
        kept.setdefault((place.id, read.half_day(slot.starts_at)), (value, said, place.name))
        if len(kept) == PROPOSED or number > _FIRST:
            break
    return list(kept.values())


def _slot(db: Session, value: str, one: "WaitingEntry") -> Slot | None:
    slug, _separator, hour = value.rpartition(SEPARATOR)
    place, starts_at = nearby.find_place(db, slug), read_stamp(hour)
    if place is None or starts_at is None or starts_at < now():
        return None
    return Slot(starts_at, starts_at + one.reason.terms.duration, place.id, one.mediator_id)


def _pressed(one: "WaitingEntry") -> dict[str, Any]:
    on = one.deadline_on
    said = (str(on.day), str(on.month), str(on.year)) if on else None
    return {"deadline_on": said, "deadline_reason": one.deadline_reason}


def _back(public_id: str, said: str | None = None) -> Answer:
    return redirect(url_for("waiting.entry", public_id=public_id, dit=said), 303)
