"""Sign in, sign out, leave in a hurry."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, url_for
from flask_login import current_user, login_user
from werkzeug.wrappers import Response

from inclusion.accounts import labels, service
from inclusion.accounts.forms import SignInForm
from inclusion.accounts.login import SignedIn, load
from inclusion.accounts.rules.factors import is_strong
from inclusion.accounts.rules.identifiers import is_readable
from inclusion.accounts.views import bp, ceremony, known_browser, tries
from inclusion.accounts.views.arrival import arrived
from inclusion.accounts.views.others import leave_elsewhere
from inclusion.errors import Forbidden, TooMany
from inclusion.web import access, drafts, limits
from inclusion.web.session import now, reading, settings, transaction
from inclusion.web.visit import METHODS, PLACE, PROVED_AT, SHARED, visit

if TYPE_CHECKING:
    from inclusion.accounts.models import Account

Answer = Response | str | tuple[str, int]
LEAVING = "inclusion.leaving"
"""Extension that answers where a visit ends outside (an identity provider), or None."""
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
        account = _account_of(form)
        if account is not None:
            return admit(account, methods=("pwd",), is_shared=form.shared.data)
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        wanted=wanted(),
        is_interrupted=drafts.is_waiting(),
        takes_passkeys=ceremony.domain() is not None,
    )
    return page, form.status


@bp.post("/deconnexion")
@access.public
def sign_out() -> Response:
    """Close the visit and wipe what the browser kept."""
    elsewhere = current_app.extensions.get(LEAVING, lambda: None)()
    leave()
    response = redirect(elsewhere or url_for("pages.home"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.post("/quitter-vite")
@access.public
def quick_exit() -> Response:
    """Close the visit, wipe every trace that a site may wipe, and show the weather.

    The answer to a POST is one entry of the history, the weather's. The page before stays there by
    its title; asked for again, it is the sign-in page, since nothing was stored.
    """
    leave()
    response = redirect(settings().quick_exit_url, 303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def admit(
    account: "Account", *, methods: tuple[str, ...], is_shared: bool, first: str | None = None
) -> Answer:
    """Let the owner of an account in, once proved; a blocked account opens nothing.

    first: a page to show before the one that was asked for.
    """
    user = load(str(account.id))
    if user is None:
        return render_template("accounts/blocked.html"), 403
    return let_in(user, methods=methods, is_shared=is_shared, page=first)


def let_in(
    user: SignedIn, *, methods: tuple[str, ...], is_shared: bool = True, page: str | None = None
) -> Response:
    """Enter and lead to the page wanted; an agent with one factor is asked the second first."""
    if not user.is_agent or is_strong(methods):
        enter(user, methods=methods, is_shared=is_shared)
        return redirect(next_page(user, page), 303)
    visit().renew()
    visit()[PENDING] = {
        "account_id": user.account_id,
        "methods": list(methods),
        "is_shared": is_shared,
        "at": now().isoformat(),
        "next": page or wanted() or "",
    }
    return redirect(url_for("accounts.second_factor"), 303)


def enter(user: SignedIn, *, methods: tuple[str, ...], is_shared: bool = True) -> None:
    """Open the visit of a user under a new token (ASVS 5.0 §7.2.4).

    methods: how the person proved who they are, as RFC 8176 names them. Raises OneFactor for an
    agent who gave one: `let_in` asks for the second.
    """
    if user.is_agent and not is_strong(methods):
        raise OneFactor("one_factor")
    _leave_to(user)
    visit().renew()
    visit().pop(PENDING, None)
    login_user(user)
    visit()[METHODS] = list(methods)
    visit()[PROVED_AT] = now().isoformat()
    visit()[SHARED] = is_shared
    visit()[PLACE] = limits.place()
    if not is_shared:
        known_browser.remember(user.account_id)
    with transaction() as session:
        service.note_sign_in(session, account_id=user.account_id, at=now(), methods=methods)
        arrived(session, user.account_id)


def _leave_to(user: SignedIn) -> None:
    """Close what somebody else had opened in this visit, before `user` takes it over."""
    if not current_user.is_authenticated or current_user.account_id == user.account_id:
        return
    with transaction() as session:
        service.note_sign_out(session, account_id=current_user.account_id, at=now())
        leave_elsewhere(session, current_user.account_id, visit().public_id or "")
    visit().change_hands()


def next_page(user: SignedIn, page: str | None = None) -> str:
    """Return where to go after entering: the page that was asked for, or one's own."""
    page = page or wanted()
    if page and _is_ours(page):
        return request.script_root + page
    return url_for("desk.board") if user.is_agent else url_for("accounts.show")


def wanted() -> str | None:
    """Return the page of ours that was asked for before entering."""
    page = request.args.get("suite", "")
    return page if _is_ours(page) else None


def _account_of(form: SignInForm) -> "Account | None":
    typed = form.identifier.data
    if not is_readable(typed):
        form.refuse("identifier", labels.UNREADABLE)
        return None
    try:
        attempt = tries.begin(typed)
        with reading() as session:
            account = service.check_credentials(
                session,
                identifier=typed,
                passphrase=form.password.data or "",
                cost=settings().argon2,
            )
    except TooMany as error:
        form.refuse(None, tries.wait_words(error))
        return None
    except service.WrongCredentials:
        form.refuse("password", labels.WRONG_PASSPHRASE)
        return None
    attempt.right()
    return account


def leave() -> None:
    """Close the visit here, and in the services that were opened from it."""
    if current_user.is_authenticated:
        with transaction() as session:
            account_id, visit_id = current_user.account_id, visit().public_id or ""
            service.note_sign_out(session, account_id=account_id, at=now())
            leave_elsewhere(session, account_id, visit_id)
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
