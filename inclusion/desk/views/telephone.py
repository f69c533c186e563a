"""Book for somebody on the telephone or at the counter, in one screen and without JavaScript."""

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from inclusion.appointments.labels import INTERPRETER_LANGUAGES
from inclusion.appointments.queries import nearby, reasons
from inclusion.appointments.rules.booking import Attendance, Channel, Company, Origin, Slot
from inclusion.appointments.rules.refusals import SlotTaken
from inclusion.appointments.views.journey import read_stamp
from inclusion.clock import paris_today
from inclusion.contact import phone_number
from inclusion.desk import labels, service
from inclusion.desk.forms import NEW, TelephoneForm
from inclusion.desk.queries import appointments as read
from inclusion.desk.queries import people as read_people
from inclusion.desk.rules.proposals import RINGS_KM
from inclusion.desk.service import NewPerson
from inclusion.desk.views import bp
from inclusion.desk.views.search import SEPARATOR, Screen, offer, search, slot_value
from inclusion.desk.views.shared import Answer, proposal_sentence, when
from inclusion.errors import Invalid
from inclusion.people.rules import birth_on
from inclusion.tokens import secret_token
from inclusion.waiting.views.counting import note_once
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.languages import text_in
from inclusion.web.session import actor, now, reading
from inclusion.wording import spoken

if TYPE_CHECKING:
    from inclusion.appointments.models import Reason
    from inclusion.people.models import Person


@bp.route("/mediation/telephone", methods=["GET", "POST"])
@access.agent
def telephone() -> Answer:
    """Who, what, where, when: search as often as wanted, then book."""
    form = TelephoneForm(data=_prefilled())
    act = request.form.get("act")
    is_new = form.forget_whom()
    with reading() as session:
        form.offer_reasons(
            [("", _("Choisir")), *((r.code, text_in(r.names)) for r in reasons.reasons(session))]
        )
        _turn(form, act)
        screen = search(session, form)
    if act == "slots" and screen.reason and screen.found and not screen.found.proposals:
        insee = screen.communes[0].insee if screen.communes else None
        note_once(screen.reason.id, insee=insee, origin=Origin.TELEPHONE)
    offer(form, screen, act)
    if act == "book" and is_new:
        form.person.data = None
    if act == "book" and _is_whole(form, screen):
        return _book(form, screen)
    return _page(form, screen, status=form.status if act == "book" else 200)


@bp.get("/mediation/reservation/<public_id>")
@access.agent
def booked(public_id: str) -> Answer:
    """Say what to read aloud, and offer the slip."""
    with reading() as session:
        one = read.ours_or_booked_here(session, public_id, actor())
        is_ours = read.is_ours(one, actor())
    sentence = labels.to_confirm(
        when=when(one.starts_at),
        place=one.place.name,
        address=one.place.address_line,
        mediator=one.mediator.name,
        code=spoken(one.code),
    )
    return render_template(
        "desk/booked.html", appointment=one, sentence=sentence, is_ours=is_ours, labels=labels
    )


def _prefilled() -> dict[str, Any]:
    """Return what the address says already: a person, a need; and a key for this booking."""
    return {
        "person": request.args.get("personne"),
        "reason": request.args.get("motif"),
        "key": secret_token(),
    }


def _turn(form: TelephoneForm, act: str | None) -> None:
    """Widen or go further in time when asked; a new search starts again from near and now."""
    if act == "further":
        form.ring.data = str(min(form.number("ring") + 1, len(RINGS_KM) - 1))
    elif act == "slots":
        form.ring.data = form.skip.data = "0"
    if act == "later":
        after = form.number("skip")
        last = request.form.get("until", "")
        form.skip.data = last if last.isascii() and last.isdecimal() else str(after + 7)


def _is_whole(form: TelephoneForm, screen: Screen) -> bool:
    """Tell whether everything is there to book, and say what lacks."""
    if form.person.data is None:
        form.refuse("person" if form.person.choices else "q", _("Dites qui vient. Écrivez un nom."))
    if form.person.data == NEW and not form.name.data:
        form.refuse("name", labels.NAMES["name_missing"])
    if screen.reason is None:
        form.refuse("reason", form.reason.missing)
    elif not form.slot.data:
        form.refuse("slot" if form.slot.choices else "where", form.slot.missing)
    _check_new_person(form)
    return not form.problems


def _check_new_person(form: TelephoneForm) -> None:
    if form.person.data != NEW:
        return
    if form.phone.data:
        try:
            phone_number(form.phone.data)
        except Invalid:
            form.refuse(
                "phone", _("Vérifiez le numéro. Il a 10 chiffres. Par exemple : 06 39 98 12 34.")
            )
    try:
        birth_on("", "", form.birth.data or "", today=paris_today(now()))
    except Invalid:
        form.refuse("birth", _("Écrivez une année. Par exemple : 1971."))


def _book(form: TelephoneForm, screen: Screen) -> Answer:
    try:
        public_id = acting(lambda session: _booked(session, form, screen))
    except SlotTaken:
        return _taken(form)
    except Invalid as error:
        form.refuse("name", labels.NAMES.get(error.code, labels.NAMES["name_missing"]))
        return _page(form, screen, status=422)
    return redirect(url_for("desk.booked", public_id=public_id), 303)


def _booked(session: Session, form: TelephoneForm, screen: Screen) -> str:
    reason = reasons.reason(session, screen.reason.code if screen.reason else "")
    is_counter = form.confirmation.data == "counter"
    with_relative = bool(form.companion.data)
    appointment = service.book_for(
        session,
        person=_person(session, form),
        slot=_slot(session, form, reason),
        reason=reason,
        origin=Origin.COUNTER if is_counter else Origin.TELEPHONE,
        attendance=Attendance(
            people_count=2 if with_relative else 1,
            company=Company.WITH_RELATIVE if with_relative else Company.ALONE,
            interpreter_language=_interpreter(form),
            channel=Channel.PRINTED if is_counter else Channel.SPOKEN,
        ),
        idempotency_key=form.key.data or secret_token(),
        actor=actor(),
        at=now(),
    )
    return appointment.public_id


def _person(session: Session, form: TelephoneForm) -> "Person | NewPerson":
    if form.person.data != NEW:
        return read_people.known_person(session, form.person.data, actor())
    return NewPerson(
        name=form.name.data,
        phone=phone_number(form.phone.data) if form.phone.data else None,
        birth_on=form.birth.data or None,
        language=form.language.data if form.language.data in labels.PERSON_LANGUAGES else "fr",
    )


def _slot(session: Session, form: TelephoneForm, reason: "Reason") -> Slot:
    """Return the slot of the form. Raises SlotTaken when it makes none."""
    slug, _separator, hour = (form.slot.data or "").rpartition(SEPARATOR)
    place, starts_at = nearby.find_place(session, slug), read_stamp(hour)
    if place is None or starts_at is None or starts_at < now():
        raise SlotTaken("slot", field="slot")
    return Slot(starts_at, starts_at + reason.terms.duration, place.id)


def _interpreter(form: TelephoneForm) -> str:
    chosen = str(form.interpreter.data or "")
    return chosen if chosen in INTERPRETER_LANGUAGES else ""


def _taken(form: TelephoneForm) -> Answer:
    """Show the same screen with fresh slots: 409."""
    with reading() as session:
        screen = search(session, form)
    form.slot.data = None
    offer(form, screen, None)
    form.refuse(
        "slot" if form.slot.choices else None,
        _("Quelqu’un vient de prendre cette heure. En voici d’autres."),
    )
    return _page(form, screen, status=409)


def _page(form: TelephoneForm, screen: Screen, *, status: int) -> Answer:
    found = screen.found
    last = found.proposals[-1].slot.starts_at if found and found.proposals else None
    return render_template(
        "desk/telephone.html",
        form=form,
        screen=screen,
        slot_value=slot_value,
        sentence=proposal_sentence,
        is_new=form.person.data == NEW,
        until=(paris_today(last) - paris_today(now())).days + 1 if last else None,
        may_widen=found is not None and found.ring < len(RINGS_KM) - 1,
    ), status
