"""Open an account: four questions, one a page, and the number to keep."""

from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.accounts import labels, passphrases, service
from inclusion.accounts.forms import BirthForm, ContactForm, NameForm, PassphraseForm
from inclusion.accounts.login import load
from inclusion.accounts.views import bp
from inclusion.accounts.views.sign_in import Answer, enter
from inclusion.clock import paris_today
from inclusion.contact import person_name
from inclusion.errors import Invalid
from inclusion.people.rules import birth_on
from inclusion.web import access, languages, limits
from inclusion.web.session import now, settings, transaction

DRAFT = "sign_up"
PER_NETWORK = 60


@bp.route("/inscription", methods=["GET", "POST"])
@access.public
def sign_up() -> Answer:
    """First question: the name."""
    form = NameForm(data=_draft())
    if form.validate_on_submit():
        try:
            _keep(name=person_name(form.name.data))
        except Invalid as error:
            form.refuse("name", labels.NAMES[error.code])
        else:
            return redirect(url_for("accounts.sign_up_birth"), 303)
    return render_template("accounts/sign_up.html", form=form), form.status


@bp.route("/inscription/naissance", methods=["GET", "POST"])
@access.public
def sign_up_birth() -> Answer:
    """Second question: the birth date, which may stay empty."""
    if "name" not in _draft():
        return redirect(url_for("accounts.sign_up"), 303)
    form = BirthForm(data={"birth_on": _draft().get("birth_parts")})
    if form.validate_on_submit():
        try:
            birth = birth_on(*form.birth_on.data, today=paris_today(now()))
        except Invalid:
            form.refuse("birth_on", wrong_birth())
        else:
            _keep(birth_on=birth, birth_parts=list(form.birth_on.data))
            return redirect(url_for("accounts.sign_up_contact"), 303)
    return render_template("accounts/sign_up_birth.html", form=form), form.status


@bp.route("/inscription/contact", methods=["GET", "POST"])
@access.public
def sign_up_contact() -> Answer:
    """Third question: how to reach the person, which may stay empty."""
    if "name" not in _draft():
        return redirect(url_for("accounts.sign_up"), 303)
    form = ContactForm(data=_draft())
    if form.validate_on_submit():
        _keep(phone=form.phone.e164, email=form.email.address)
        return redirect(url_for("accounts.sign_up_passphrase"), 303)
    return render_template("accounts/sign_up_contact.html", form=form), form.status


@bp.route("/inscription/phrase-secrete", methods=["GET", "POST"])
@access.public
def sign_up_passphrase() -> Answer:
    """Last question: the passphrase. Then the account exists and is entered."""
    if "name" not in _draft():
        return redirect(url_for("accounts.sign_up"), 303)
    form, proposal = PassphraseForm(), proposed()
    if not is_asking() and form.validate_on_submit():
        limits.guard("sign_up", limits.network(), limit=PER_NETWORK)
        try:
            account_id = _register(form.passphrase.data or "")
        except service.WeakPassphrase as error:
            form.refuse("passphrase", labels.WEAKNESSES[error.code])
        else:
            return _welcome(account_id)
    page = render_template("accounts/sign_up_passphrase.html", form=form, proposal=proposal)
    return page, form.status


@bp.get("/inscription/c-est-fait")
@access.citizen
def signed_up() -> str:
    """Show the number to keep, to print."""
    return render_template("accounts/signed_up.html", identifier=current_user.identifier)


def is_asking() -> bool:
    """Tell whether « Proposez-moi une phrase » was pressed."""
    return "propose" in request.form


def proposed() -> str | None:
    """Return the seven words to show: new ones when asked for, those shown before otherwise."""
    if is_asking():
        return passphrases.proposal()
    return request.form.get("passphrase") if "proposed" in request.form else None


def wrong_birth() -> str:
    """Return the sentence for a birth date that makes no date."""
    return _("Vérifiez la date. Par exemple : 14 5 1971. L’année seule suffit.")


def _register(passphrase: str) -> int:
    draft = _draft()
    with transaction() as db:
        account = service.register(
            db,
            name=draft["name"],
            passphrase=passphrase,
            birth_on=draft.get("birth_on"),
            phone=draft.get("phone"),
            email=draft.get("email"),
            language=languages.current().code,
            cost=settings().argon2,
            at=now(),
        )
        return account.id


def _welcome(account_id: int) -> Response:
    limits.note_failure("sign_up", limits.network())
    session.pop(DRAFT, None)
    user = load(str(account_id))
    if user is not None:
        enter(user, methods=("pwd",))
    return redirect(url_for("accounts.signed_up"), 303)


def _draft() -> dict[str, Any]:
    draft: dict[str, Any] = session.get(DRAFT, {})
    return draft


def _keep(**answers: Any) -> None:
    session[DRAFT] = _draft() | answers
