"""Prove again who I am, before a sensitive act (ASVS 5.0 §7.5)."""

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from inclusion.accounts import queries
from inclusion.accounts.forms import ProofForm, StrongProofForm
from inclusion.accounts.journal import record
from inclusion.accounts.views import bp, proofs
from inclusion.accounts.views.sign_in import Answer, next_page
from inclusion.web import access
from inclusion.web.session import now, reading, transaction
from inclusion.web.visit import METHODS, PROVED_AT, visit


@bp.route("/connexion/confirmer", methods=["GET", "POST"])
@access.signed_in
def prove() -> Answer:
    """Ask for the passphrase, and of agents the code too; or for a passkey."""
    account_id, wanted = current_user.account_id, request.args.get("suite", "")
    with reading() as session:
        account = queries.account(session, account_id)
        has_code = queries.totp_of(session, account_id) is not None
    types = bool(account.passphrase_hash) and (has_code or not current_user.is_agent)
    form = StrongProofForm() if current_user.is_agent else ProofForm()
    given = _given(form, account_id, types=types)
    if given:
        _note(given)
        return redirect(next_page(current_user, wanted), 303)
    return render_template(
        "accounts/prove.html",
        form=form,
        types=types,
        asked=proofs.asked(account_id),
        other=url_for("accounts.sign_in", suite=wanted or None),
        is_lost=request.args.get("perdu") == "oui",
    ), form.status


def _given(form: ProofForm, account_id: int, *, types: bool) -> tuple[str, ...]:
    if "answer" in request.form:
        found = proofs.by_passkey(form, request.form["answer"], account_id)
        return proofs.BY_PASSKEY if found else ()
    if not types or not form.validate_on_submit():
        return ()
    if not proofs.by_passphrase(form, account_id, form.password.data or ""):
        return ()
    if not isinstance(form, StrongProofForm):
        return ("pwd",)
    is_right = proofs.by_code(form, account_id, form.code.data or "")
    return ("pwd", *proofs.BY_CODE) if is_right else ()


def _note(given: tuple[str, ...]) -> None:
    held = visit().get(METHODS, [])
    visit().renew()
    visit()[METHODS] = [*held, *(method for method in given if method not in held)]
    visit()[PROVED_AT] = now().isoformat()
    with transaction() as session:
        account = queries.account(session, current_user.account_id)
        record(session, account, "account.proved", at=now(), detail={"methods": list(given)})
