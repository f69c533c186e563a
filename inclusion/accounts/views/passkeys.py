"""Passkeys: enter with one, list mine, add one, take one away."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from inclusion.accounts import labels, passkeys, queries
from inclusion.accounts.contributions import ways_of
from inclusion.accounts.forms import PasskeyForm
from inclusion.accounts.login import load
from inclusion.accounts.views import bp, ceremony, proofs
from inclusion.accounts.views.others import close_others
from inclusion.accounts.views.sign_in import Answer, let_in
from inclusion.errors import Invalid
from inclusion.web import access, devices
from inclusion.web.forms import Form
from inclusion.web.session import now, reading, settings, transaction

ANSWER = "answer"


@bp.route("/connexion/cle", methods=["GET", "POST"])
@access.public
def passkey_sign_in() -> Answer:
    """Enter with a passkey alone: the device says whose account it is."""
    form = Form()
    if request.method == "POST":
        account_id = proofs.by_passkey(form, request.form.get(ANSWER, ""))
        user = load(str(account_id)) if account_id else None
        if user is not None:
            return let_in(user, methods=proofs.BY_PASSKEY, page=request.args.get("suite", ""))
        if not form.problems:
            form.refuse(None, proofs.refused_passkey())
    return render_template(
        "accounts/passkey_sign_in.html", form=form, asked=proofs.asked()
    ), form.status


@bp.get("/mon-compte/cles", endpoint="passkeys")
@access.signed_in
def index() -> str:
    """List my passkeys."""
    with reading() as session:
        held = queries.passkeys_of(session, current_user.account_id)
    return render_template(
        "accounts/passkeys.html",
        passkeys=held,
        takes_passkeys=ceremony.domain() is not None,
        is_done=request.args.get("fait") == "oui",
        is_kept=request.args.get("fait") == "non",
    )


@bp.route("/mon-compte/cles/ajouter", methods=["GET", "POST"])
@access.signed_in
@access.recent
def add_passkey() -> Answer:
    """Have my device make a passkey, under a name that I know it by."""
    form = passkey_form()
    if request.method == "POST" and added(form, current_user.account_id):
        return redirect(url_for("accounts.passkeys", fait="oui"), 303)
    return render_template(
        "accounts/add_passkey.html", form=form, asked=asked_to_add(current_user.account_id)
    ), form.status


@bp.post("/mon-compte/cles/<public_id>/retirer")
@access.signed_in
@access.recent
def remove_passkey(public_id: str) -> Answer:
    """Take a passkey away, unless nothing else would open the account."""
    account_id = current_user.account_id
    try:
        with transaction() as session:
            passkeys.remove(
                session,
                account_id=account_id,
                public_id=public_id,
                at=now(),
                has_other_way=bool(ways_of(session, account_id) - {"passkey"}),
            )
            close_others(session, account_id)
    except passkeys.LastWay:
        return redirect(url_for("accounts.passkeys", fait="non"), 303)
    return redirect(url_for("accounts.passkeys", fait="oui"), 303)


def passkey_form() -> PasskeyForm:
    """Return the form of a new passkey, which offers the words of the browser as its name."""
    if ANSWER in request.form:
        return PasskeyForm()
    name = devices.described(request.user_agent.string) or _("Mon appareil")
    return PasskeyForm(formdata=None, data={"name": name})


def asked_to_add(account_id: int) -> str | None:
    """Return what the browser is asked to make a passkey, as JSON; None where none works."""
    here = ceremony.drawn()
    if here is None:
        return None
    with reading() as session:
        account = queries.account(session, account_id)
        return passkeys.options_to_add(session, account, here=here, product=settings().product_name)


def added(form: PasskeyForm, account_id: int, *, is_first: bool = False) -> bool:
    """Keep the passkey that the device made; other visits of the account end."""
    if not form.validate():
        return False
    try:
        here = ceremony.expected()
        with transaction() as session:
            passkeys.add(
                session,
                account_id=account_id,
                answer=form.answer.data or "",
                name=form.name.data,
                here=here,
                at=now(),
                is_first=is_first,
            )
            close_others(session, account_id)
    except passkeys.WrongPasskey:
        form.refuse(None, proofs.refused_passkey())
    except Invalid as error:
        form.refuse("name", labels.NAMES[error.code])
    else:
        return True
    return False
