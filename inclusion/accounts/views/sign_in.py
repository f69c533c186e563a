"""Sign in, sign out, leave in a hurry."""

from urllib.parse import urlsplit

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user
from werkzeug.wrappers import Response

from inclusion.accounts import service
from inclusion.accounts.contributions import contributions
from inclusion.accounts.forms import SignInForm
from inclusion.accounts.login import SignedIn, load
from inclusion.accounts.views import bp
from inclusion.errors import TooMany
from inclusion.tokens import is_account_identifier, only_digits
from inclusion.web import access, limits
from inclusion.web.forms import too_many_tries
from inclusion.web.session import now, reading, settings, transaction
from inclusion.web.visit import METHODS, PROVED_AT, SHARED, visit

Answer = Response | str | tuple[str, int]
NETWORK_LIMIT = 100


@bp.route("/connexion", methods=["GET", "POST"])
@access.public
def sign_in() -> Answer:
    """Ask for the number and the passphrase; refuse both in the same words."""
    form = SignInForm()
    if form.validate_on_submit():
        user = _user_of(form)
        if user is not None:
            enter(user, methods=("pwd",))
            return redirect(_next(user), 303)
    return render_template("accounts/sign_in.html", form=form), form.status


@bp.post("/deconnexion")
@access.public
def sign_out() -> Response:
    """Close the visit and wipe what the browser kept."""
    leave()
    response = redirect(url_for("pages.home"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.post("/quitter-vite")
@access.public
def quick_exit() -> Response:
    """Close the visit and show the weather."""
    leave()
    response = redirect(settings().quick_exit_url, 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def enter(user: SignedIn, *, methods: tuple[str, ...], is_shared: bool = True) -> None:
    """Open the visit of a user under a new token (ASVS 5.0 §7.2.4).

    methods: how the person proved who they are, as RFC 8176 names them.
    """
    visit().renew()
    login_user(user)
    visit()[METHODS] = list(methods)
    visit()[PROVED_AT] = now().isoformat()
    visit()[SHARED] = is_shared
    with transaction() as session:
        service.note_sign_in(session, account_id=user.account_id, at=now())


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


def leave() -> None:
    """Close the visit here, and in the services that were opened from it."""
    if current_user.is_authenticated:
        with transaction() as session:
            account_id, visit_id = current_user.account_id, visit().public_id or ""
            service.note_sign_out(session, account_id=account_id, at=now())
            for end in contributions().leaves:
                end(session, account_id=account_id, visit_id=visit_id, at=now())
    visit().end()


def _next(user: SignedIn) -> str:
    wanted = request.args.get("suite", "")
    if _is_ours(wanted):
        return request.script_root + wanted
    return url_for("desk.board") if user.is_agent else url_for("accounts.show")


def _is_ours(wanted: str) -> bool:
    parts = urlsplit(wanted)
    return (
        wanted.startswith("/")
        and not wanted.startswith(("//", "/\\"))
        and not (parts.scheme or parts.netloc)
        and "\\" not in wanted
        and wanted.isprintable()
    )
