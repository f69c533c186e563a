"""Close my account, with thirty days to change my mind."""

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from inclusion.accounts import closing, queries, service
from inclusion.accounts.contributions import contributions
from inclusion.accounts.page_forms import CloseForm
from inclusion.accounts.views import bp
from inclusion.accounts.views.sign_in import Answer
from inclusion.errors import TooMany
from inclusion.web import access, limits
from inclusion.web.forms import too_many_tries
from inclusion.web.session import now, reading, settings, transaction


@bp.route("/mon-compte/fermer", methods=["GET", "POST"])
@access.citizen
@access.recent
def close() -> Answer:
    """Say what closing does, ask for the papers first, then for the passphrase."""
    form = CloseForm()
    with reading() as session:
        account = queries.account(session, current_user.account_id)
        papers = _papers(session)
    form.ask(has_papers=papers > 0, has_passphrase=account.passphrase_hash is not None)
    if form.validate_on_submit() and _is_owner(form):
        with transaction() as session:
            closing.ask(session, account_id=current_user.account_id, at=now())
        return redirect(url_for("accounts.show"), 303)
    return render_template(
        "accounts/close.html", form=form, account=account, papers=papers
    ), form.status


@bp.post("/mon-compte/garder")
@access.citizen
def keep() -> Response:
    """Change my mind: the account stays."""
    with transaction() as session:
        closing.keep(session, account_id=current_user.account_id, at=now())
    return redirect(url_for("accounts.show"), 303)


def _papers(session: Session) -> int:
    return sum(count(session, current_user.account_id) for count in contributions().erased)


def _is_owner(form: CloseForm) -> bool:
    if "password" not in form:
        return True
    key = str(current_user.account_id)
    try:
        limits.guard("passphrase", key)
        with reading() as session:
            service.confirm_passphrase(
                session,
                account_id=current_user.account_id,
                passphrase=form.password.data or "",
                cost=settings().argon2,
            )
    except TooMany:
        form.refuse(None, too_many_tries(10))
    except service.WrongCredentials:
        limits.note_failure("passphrase", key)
        form.refuse("password", _("Ce n’est pas votre phrase secrète. Vérifiez-la."))
    else:
        return True
    return False
