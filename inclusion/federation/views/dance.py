"""To a provider and back: start, callback, and the goodbye."""

import hmac
import logging
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask_login import current_user

from inclusion.accounts.login import load
from inclusion.accounts.views.sign_in import let_in
from inclusion.federation import hub, service
from inclusion.federation.client import Arrival, Client, ProviderDown
from inclusion.federation.rules import DANCE_KEPT, KINDS, Identity, TokenRefused
from inclusion.federation.views import bp
from inclusion.federation.views.pending import attach_now, keep_pending
from inclusion.federation.views.stop import Answer, stopped
from inclusion.tokens import secret_token
from inclusion.web import access
from inclusion.web.session import now, transaction

DANCE = "federation_dance"
CODES = f"<any({', '.join(KINDS)}):code>"
log = logging.getLogger("inclusion")


@bp.post(f"/connexion/{CODES}")
@access.public
def start(code: str) -> Answer:
    """Send the browser to a provider; the visit keeps state and nonce."""
    client = hub.client(code)
    state, nonce = secret_token(), secret_token()
    dance = {
        "provider": code,
        "state": state,
        "nonce": nonce,
        "at": now().isoformat(),
        "account_id": _account_id(),
        "wanted": request.form.get("suite", ""),
        "language": request.script_root,
    }
    try:
        url = client.authorize_url(redirect_uri=hub.callback_url(code), state=state, nonce=nonce)
    except ProviderDown:
        return stopped(code, "down")
    session[DANCE] = dance
    return redirect(url, 303)


@bp.get(f"/connexion/{CODES}/retour")
@access.public
def callback(code: str) -> Answer:
    """Hear the provider's answer: somebody, a refusal, or something we do not believe."""
    client = hub.client(code)
    dance = _dance(code)
    if dance is None:
        return stopped(code, "lost")
    if dance["language"] != request.script_root:
        query = request.query_string.decode("latin-1")
        return redirect(f"{dance['language']}{request.path}?{query}", 303)
    session.pop(DANCE)
    try:
        client.check_sender(request.args.get("iss"))
        if "error" in request.args:
            return stopped(code, _why(request.args["error"]))
        arrival = client.arrival(
            code=request.args.get("code", ""),
            redirect_uri=hub.callback_url(code),
            nonce=dance["nonce"],
        )
    except ProviderDown:
        return stopped(code, "down")
    except TokenRefused as error:
        return _refuse(code, error)
    return _arrive(client, arrival, dance)


@bp.get(f"/connexion/{CODES}/au-revoir")
@access.public
def left(code: str) -> str:
    """Say that the account and the provider are both left, or that the provider is not.

    Nothing is done here, so the `state` that comes back is not asked for.
    """
    return render_template(
        "federation/left.html",
        name=hub.client(code).provider.kind.name,
        remains=request.args.get("reste") == "1",
    )


def _arrive(client: Client, arrival: Arrival, dance: dict[str, Any]) -> Answer:
    session[hub.ID_TOKEN] = {"provider": client.provider.code, "id_token": arrival.id_token}
    if dance["account_id"] is not None:
        return attach_now(arrival.identity)
    return _enter(client, arrival.identity, dance["wanted"])


def _enter(client: Client, identity: Identity, wanted: str) -> Answer:
    try:
        with transaction() as db:
            account = service.enter(db, identity, at=now())
    except service.AccountShut:
        return stopped(identity.provider, "shut")
    if account is None:
        keep_pending(identity)
        return redirect(url_for("federation.unknown", code=identity.provider), 303)
    user = load(str(account.id))
    if user is None:
        return stopped(identity.provider, "shut")
    return let_in(user, methods=(client.provider.kind.method,), page=wanted)


def _refuse(code: str, error: TokenRefused) -> Answer:
    log.warning("identity refused: %s, %s", code, error.code)
    with transaction() as db:
        service.note_refusal(db, provider=code, why=error.code, at=now())
    return stopped(code, "refused")


def _dance(code: str) -> dict[str, Any] | None:
    """Return the dance under way that this answer belongs to, None when it belongs to none."""
    dance: dict[str, Any] | None = session.get(DANCE)
    if dance is None or dance["provider"] != code:
        return None
    state = request.args.get("state", "")
    if not hmac.compare_digest(state.encode(), dance["state"].encode()):
        return None
    if now() - datetime.fromisoformat(dance["at"]) > DANCE_KEPT:
        return None
    return dance if dance["account_id"] == _account_id() else None


def _account_id() -> int | None:
    return current_user.account_id if current_user.is_authenticated else None


def _why(error: str) -> str:
    return "denied" if error == "access_denied" else "error"
