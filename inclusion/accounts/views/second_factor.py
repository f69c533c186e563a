"""The second factor of agents: asked after the passphrase, set up by those who have none."""

from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from inclusion.accounts import queries
from inclusion.accounts.forms import CodeForm
from inclusion.accounts.login import load
from inclusion.accounts.rules.factors import PENDING as PENDING_LIVES
from inclusion.accounts.views import bp, generator, proofs
from inclusion.accounts.views.passkeys import added, asked_to_add, passkey_form
from inclusion.accounts.views.sign_in import PENDING, Answer, enter, next_page
from inclusion.web import access
from inclusion.web.session import now, reading
from inclusion.web.visit import visit

ANSWER = "answer"
Waiting = dict[str, Any]


@bp.route("/connexion/deuxieme-preuve", methods=["GET", "POST"])
@access.public
def second_factor() -> Answer:
    """Ask an agent for the code of the moment or a passkey."""
    pending = _pending()
    if pending is None:
        return redirect(url_for("accounts.sign_in"), 303)
    account_id = pending["account_id"]
    with reading() as session:
        held = queries.factors_of(session, account_id)
    if not held:
        return redirect(url_for("accounts.enrol"), 303)
    form = CodeForm()
    if ANSWER in request.form:
        if proofs.by_passkey(form, request.form[ANSWER], account_id):
            return _finish(pending, proofs.BY_PASSKEY)
    elif form.validate_on_submit() and proofs.by_code(form, account_id, form.code.data or ""):
        return _finish(pending, proofs.BY_CODE)
    return render_template(
        "accounts/second_factor.html", form=form, held=held, asked=proofs.asked(account_id)
    ), form.status


@bp.route("/connexion/proteger", methods=["GET", "POST"])
@access.public
def enrol() -> Answer:
    """Have an agent set up a second factor; the first one only, since one factor was given."""
    pending = _pending()
    if pending is None:
        return redirect(url_for("accounts.sign_in"), 303)
    account_id = pending["account_id"]
    with reading() as session:
        if queries.factors_of(session, account_id):
            return redirect(url_for("accounts.second_factor"), 303)
        account = queries.account(session, account_id)
    form, key = CodeForm(), passkey_form()
    if ANSWER in request.form:
        if added(key, account_id, is_first=True):
            return _finish(pending, proofs.BY_PASSKEY)
    elif form.validate_on_submit() and generator.installed(form, account_id, is_first=True):
        return _finish(pending, proofs.BY_CODE)
    shown = key if ANSWER in request.form else form
    return render_template(
        "accounts/enrol.html",
        form=shown,
        code_form=form,
        key_form=key,
        draft=generator.draft(account_id, account.identifier),
        asked=asked_to_add(account_id),
    ), shown.status


def _pending() -> Waiting | None:
    kept: Waiting | None = visit().get(PENDING)
    if kept is None or now() - datetime.fromisoformat(kept["at"]) > PENDING_LIVES:
        return None
    return kept


def _finish(pending: Waiting, given: tuple[str, ...]) -> Response:
    user = load(str(pending["account_id"]))
    if user is None:
        return redirect(url_for("accounts.sign_in"), 303)
    enter(user, methods=(*pending["methods"], *given), is_shared=pending["is_shared"])
    return redirect(next_page(user, pending["next"]), 303)
