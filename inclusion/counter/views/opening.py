"""Open an account: search first, then one form, then the card."""

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from inclusion.counter import queries
from inclusion.counter.forms.agents import OpenForm, SearchForm
from inclusion.counter.labels import agents as labels
from inclusion.counter.rules import SEARCHES_AN_HOUR, Facts, masked, proof
from inclusion.counter.service import cards, opening
from inclusion.counter.service.journal import OwnAccount
from inclusion.counter.views import bp
from inclusion.counter.views.held import hold_issued
from inclusion.counter.views.shared import (
    Answer,
    draft,
    drop_draft,
    keep_draft,
    place_id,
    today,
)
from inclusion.errors import Conflict, Invalid, TooMany
from inclusion.people import queries as people
from inclusion.people.rules import birth_on
from inclusion.web import access, limits
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading, settings

if TYPE_CHECKING:
    from inclusion.people.models import Person


@bp.route("/mediation/comptes/nouveau", methods=["GET", "POST"])
@access.role("mediator", "coordinator")
def search() -> Answer:
    """Look for somebody before opening an account: matches are masked."""
    form = SearchForm()
    found: list[queries.Match] | None = None
    if form.validate_on_submit():
        found = _search(form)
    return render_template("desk/accounts/search.html", form=form, found=found), form.status


@bp.route("/mediation/comptes/ouvrir", methods=["GET", "POST"])
@access.role("mediator", "coordinator")
@access.recent
def open_account() -> Answer:
    """Open the account of somebody, new or who has a file: what was seen, read, and the card."""
    if not draft():
        return redirect(url_for("counter.search"), 303)
    known = _known()
    form = OpenForm(data={"name": draft()["name"], "birth": ("", "", draft()["year"])})
    if known is not None:
        for name in ("name", "birth", "phone", "email", "language"):
            delattr(form, name)
    if _is_whole(form) and _open(form, known):
        drop_draft()
        return redirect(url_for("counter.printing"), 303)
    return render_template(
        "desk/accounts/open_account.html",
        form=form,
        known=masked(known.name) if known else None,
        aloud=labels.READ_ALOUD,
    ), form.status


def _search(form: SearchForm) -> list[queries.Match] | None:
    said, key = form.facts(today=today()), str(current_user.account_id)
    if said is None:
        return None
    try:
        limits.guard("counter_search", key, limit=SEARCHES_AN_HOUR, window=timedelta(hours=1))
    except TooMany:
        form.refuse(None, _("Vous avez fait beaucoup de recherches. Attendez une heure."))
        return None
    limits.note_failure("counter_search", key)
    keep_draft(name=said.name, year=said.birth_year)
    with reading() as session:
        return queries.matches(session, name=said.name, birth_year=said.birth_year)


def _known() -> "Person | None":
    """Return the person of the address, whose file exists already."""
    public_id = request.args.get("personne")
    if not public_id:
        return None
    with reading() as session:
        return people.person_by_public_id(session, public_id)


def _is_whole(form: OpenForm) -> bool:
    """Tell whether everything may be sent; an impossible date is said with the other problems."""
    is_valid = bool(form.validate_on_submit())
    if not form.is_submitted() or "birth" not in form:
        return is_valid
    try:
        birth_on(*form.birth.data, today=today())
    except Invalid as error:
        form.refuse("birth", labels.REFUSALS[error.code])
        return False
    return is_valid


def _open(form: OpenForm, known: "Person | None") -> bool:
    drawn = cards.draw(settings().argon2)
    try:
        new = known or _new_person(form)
        issued = acting(
            lambda db: opening.open_account(
                db,
                person=new,
                said=Facts(draft()["name"], draft()["year"]),
                proof=proof(form.seen.data),
                drawn=drawn,
                actor=actor(),
                at=now(),
                place_id=place_id(),
            )
        )
    except (OwnAccount, Conflict) as error:
        form.refuse(None, labels.REFUSALS[error.code])
    except Invalid as error:
        form.refuse(_field(form, error), labels.REFUSALS[error.code])
    else:
        hold_issued(issued, language=new.language)
        return True
    return False


def _field(form: OpenForm, error: Invalid) -> str | None:
    name = {"birth_on": "birth"}.get(error.field or "", error.field)
    return name if name in form else None


def _new_person(form: OpenForm) -> opening.NewPerson:
    return opening.NewPerson(
        name=form.name.data or "",
        birth_on=birth_on(*form.birth.data, today=today()),
        phone=form.phone.e164,
        email=form.email.address,
        language=form.language.data,
    )
