"""Put a card in service: its number and code, then the lasting secret that its owner prefers."""

from datetime import datetime, timedelta
from typing import Any

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from inclusion.accounts import labels as account_labels
from inclusion.accounts.forms import PassphraseForm
from inclusion.accounts.login import load
from inclusion.accounts.service import WeakPassphrase
from inclusion.accounts.views import tries
from inclusion.accounts.views.sign_in import enter
from inclusion.accounts.views.sign_up import is_asking, proposed
from inclusion.counter import paper
from inclusion.counter.forms.owner import ActivateForm, ChooseForm
from inclusion.counter.labels.owner import REFUSALS
from inclusion.counter.service import cards
from inclusion.counter.views import bp
from inclusion.counter.views.held import as_pdf, drop, held, hold
from inclusion.counter.views.shared import Answer, place_id
from inclusion.errors import Conflict, TooMany
from inclusion.tokens import is_account_identifier, only_digits
from inclusion.web import access, languages
from inclusion.web.session import now, settings, transaction

ACTIVATING, LASTS = "activating", timedelta(minutes=30)


@bp.get("/carte")
@access.public
def scan() -> str:
    """Where the QR of a card leads: begin, or enter; the number comes along."""
    return render_template("counter/scan.html", number=number_asked())


@bp.route("/carte/activer", methods=["GET", "POST"])
@access.public
def activate() -> Answer:
    """Ask for the number and the code that serves once."""
    form = ActivateForm(data={"identifier": number_asked()})
    if form.validate_on_submit():
        card_id = _right_card(form)
        if card_id is not None:
            session[ACTIVATING] = {"card": card_id, "until": (now() + LASTS).isoformat()}
            return redirect(url_for("counter.choose"), 303)
    return render_template("counter/activate.html", form=form), form.status


@bp.route("/carte/choisir", methods=["GET", "POST"])
@access.public
def choose() -> Answer:
    """Ask how the person enters from now on."""
    if _activating() is None:
        return redirect(url_for("counter.activate"), 303)
    form = ChooseForm()
    if form.validate_on_submit():
        if form.way.data == "phrase":
            return redirect(url_for("counter.choose_passphrase"), 303)
        answer = _with_code(form)
        if answer is not None:
            return answer
    return render_template("counter/choose.html", form=form), form.status


@bp.route("/carte/phrase", methods=["GET", "POST"])
@access.public
def choose_passphrase() -> Answer:
    """Ask for the passphrase; the code of the paper is refused as one."""
    if _activating() is None:
        return redirect(url_for("counter.activate"), 303)
    form, proposal = PassphraseForm(), proposed()
    if not is_asking() and form.validate_on_submit():
        answer = _with_passphrase(form)
        if answer is not None:
            return answer
    page = render_template("counter/choose_passphrase.html", form=form, proposal=proposal)
    return page, form.status


@bp.get("/carte/mon-code")
@access.citizen
def code() -> Answer:
    """Show the lasting code, until its owner has written it down."""
    card = held()
    if card is None:
        return redirect(url_for("accounts.show"), 303)
    return render_template("counter/code.html", card=card, has_pdf=paper.has_pdf())


@bp.get("/carte/mon-code.pdf")
@access.citizen
def code_pdf() -> Response:
    """Give the card with its lasting code, to print."""
    return as_pdf()


@bp.post("/carte/mon-code/note")
@access.citizen
def code_kept() -> Response:
    """Forget the code: its owner has it."""
    drop()
    return redirect(_next(), 303)


def number_asked() -> str:
    """Return the number in the address, when it is one."""
    number = only_digits(request.args.get("numero", "")[:20])
    return number if is_account_identifier(number) else ""


def _right_card(form: ActivateForm) -> int | None:
    identifier = only_digits(form.identifier.data)
    if not is_account_identifier(identifier):
        form.refuse("identifier", REFUSALS["identifier"])
        return None
    try:
        attempt = tries.begin_from_network()
    except TooMany as error:
        form.refuse(None, tries.wait_words(error))
        return None
    with transaction() as db:
        card = cards.take_try(db, identifier=identifier, at=now())
    stored = card.activation_hash if card else None
    if not cards.is_right(form.code.data or "", stored, cost=settings().argon2) or card is None:
        form.refuse("code", REFUSALS["wrong_activation"])
        return None
    with transaction() as db:
        cards.forgive_tries(db, card_id=card.id)
    attempt.right()
    return card.id


def _activating() -> int | None:
    """Return the card whose code was right in this visit, less than half an hour ago."""
    found: dict[str, Any] = session.get(ACTIVATING, {})
    if not found or datetime.fromisoformat(found["until"]) < now():
        return None
    return int(found["card"])


def _with_code(form: ChooseForm) -> Response | None:
    card_id, drawn = _activating(), cards.draw(settings().argon2)
    try:
        with transaction() as db:
            issued = cards.activate_with_code(db, card_id=card_id or 0, drawn=drawn, at=now())
    except cards.ActivationOver as error:
        form.refuse(None, REFUSALS[error.code])
        return None
    _enter(issued.account.id, "card")
    hold(
        identifier=issued.account.identifier,
        serial=issued.card.serial,
        code=issued.code,
        until=None,
        language=languages.current().code,
    )
    return redirect(url_for("counter.code"), 303)


def _with_passphrase(form: PassphraseForm) -> Response | None:
    try:
        with transaction() as db:
            account = cards.activate_with_passphrase(
                db,
                card_id=_activating() or 0,
                passphrase=form.passphrase.data or "",
                cost=settings().argon2,
                at=now(),
            )
    except WeakPassphrase as error:
        form.refuse("passphrase", account_labels.WEAKNESSES[error.code])
    except Conflict as error:
        form.refuse("passphrase", REFUSALS[error.code])
    except cards.ActivationOver as error:
        form.refuse(None, REFUSALS[error.code])
    else:
        _enter(account.id, "pwd")
        return redirect(_next(), 303)
    return None


def _next() -> str:
    """Return where the errand goes on: at a counter, the safe is offered before leaving."""
    return url_for("safe.index" if place_id() is not None else "accounts.show")


def _enter(account_id: int, method: str) -> None:
    session.pop(ACTIVATING, None)
    user = load(str(account_id))
    if user is not None:
        enter(user, methods=(method,))
