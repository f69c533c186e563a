"""Sign in, sign out, leave in a hurry."""

from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user
from werkzeug.wrappers import Response

from inclusion.accounts import service
from inclusion.accounts.forms import SignInForm
from inclusion.accounts.login import SignedIn, load
from inclusion.accounts.rules.factors import is_strong
from inclusion.accounts.views import bp, ceremony
from inclusion.errors import Forbidden, TooMany
from inclusion.tokens import is_account_identifier, only_digits
from inclusion.web import access, limits
from inclusion.web.forms import too_many_tries
from inclusion.web.session import now, reading, settings, transaction
from inclusion.web.visit import METHODS, PROVED_AT, SHARED, visit

Answer = Response | str | tuple[str, int]
NETWORK_LIMIT = 100
PENDING = "pending"
"""In a visit: a sign-in that waits for its second factor."""


class OneFactor(Forbidden):
    """An agent does not enter with one factor."""


@bp.route("/connexion", methods=["GET", "POST"])
@access.public
def sign_in() -> Answer:
    """Ask for the number and the passphrase; refuse both in the same words."""
    form = SignInForm()
    if form.validate_on_submit():
        user = _user_of(form)
        if user is not None:
            return let_in(user, methods=("pwd",), wanted=request.args.get("suite", ""))
    return render_template(
        "accounts/sign_in.html",
        form=form,
        takes_passkeys=ceremony.domain() is not None,
        suite=request.args.get("suite"),
    ), form.status


@bp.post("/deconnexion")
@access.public
def sign_out() -> Response:
    """Close the visit and wipe what the browser kept."""
    _leave()
    response = redirect(url_for("pages.home"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.post("/quitter-vite")
@access.public
def quick_exit() -> Response:
    """Close the visit and show the weather."""
    _leave()
    response = redirect(settings().quick_exit_url, 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def let_in(
    user: SignedIn, *, methods: tuple[str, ...], is_shared: bool = True, wanted: str = ""
) -> Response:
    """Enter and lead to the page wanted; an agent with one factor is asked the second first."""
    if not user.is_agent or is_strong(methods):
        enter(user, methods=methods, is_shared=is_shared)
        return redirect(next_address(user, wanted), 303)
    visit().renew()
    visit()[PENDING] = {
        "account_id": user.account_id,
        "methods": list(methods),
        "is_shared": is_shared,
        "at": now().isoformat(),
        "next": wanted,
    }
    return redirect(url_for("accounts.second_factor"), 303)


def enter(user: SignedIn, *, methods: tuple[str, ...], is_shared: bool = True) -> None:
    """Open the visit of a user under a new token (ASVS 5.0 §7.2.4).

    methods: how the person proved who they are, as RFC 8176 names them. Raises OneFactor for an
    agent who gave one: `let_in` asks for the second.
    """
    if user.is_agent and not is_strong(methods):
        raise OneFactor("one_factor")
    visit().renew()
    visit().pop(PENDING, None)
    login_user(user)
    visit()[METHODS] = list(methods)
    visit()[PROVED_AT] = now().isoformat()
    visit()[SHARED] = is_shared
    with transaction() as session:
        service.note_sign_in(session, account_id=user.account_id, at=now(), methods=methods)


def next_address(user: SignedIn, wanted: str) -> str:
    """Return the page of ours that was wanted, or the first page of the user."""
    if _is_ours(wanted):
        return request.script_root + wanted
    return url_for("desk.board") if user.is_agent else url_for("accounts.show")


def _user_of(form: SignInForm) -> SignedIn | None:
    identifier = only_digits(form.identifier.data)
    if not is_account_identifier(identifier):
        form.refuse("identifier", _("Vérifiez votre numéro. Il a 9 chiffres."))
        return None
    try:
        limits.guard("sign_in", identifier)
        limits.guard("sign_in_network", limits.network(), limit=NETWORK_LIMIT)
        with reading() as session:
            account = service.check_credentials(
                session,
                identifier=identifier,
                passphrase=form.password.data or "",
                cost=settings().argon2,
            )
    except TooMany:
        form.refuse(None, too_many_tries(10))
        return None
    except service.WrongCredentials:
        limits.note_failure("sign_in", identifier)
        limits.note_failure("sign_in_network", limits.network())
        form.refuse("password", _("Ce numéro et cette phrase ne vont pas ensemble. Vérifiez-les."))
        return None
    limits.forgive("sign_in", identifier)
    return load(str(account.id))


def _leave() -> None:
    if current_user.is_authenticated:
        with transaction() as session:
            service.note_sign_out(session, account_id=current_user.account_id, at=now())
    visit().end()


def _is_ours(wanted: str) -> bool:
    parts = urlsplit(wanted)
    return (
        wanted.startswith("/")
        and not wanted.startswith(("//", "/\\"))
        and not (parts.scheme or parts.netloc)
        and "\\" not in wanted
        and wanted.isprintable()
    )
