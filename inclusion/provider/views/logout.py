"""Leave because a service asks for it (OpenID Connect RP-Initiated Logout 1.0)."""

from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from inclusion.accounts.views.sign_in import leave
from inclusion.provider.rules.addresses import origin
from inclusion.provider.service import ending
from inclusion.provider.service.authorization import Unusable
from inclusion.provider.views import bp
from inclusion.provider.views.shared import refused, sent, server, standing
from inclusion.web import access
from inclusion.web.security import lead_to
from inclusion.web.session import reading, transaction
from inclusion.web.visit import visit

LEAVING = "provider_leaving"


@bp.route("/oidc/logout", methods=["GET", "POST"])
@access.public
def logout() -> Any:
    """Leave at once when the service proves whom it speaks of; ask the person otherwise."""
    if request.method == "POST":
        return redirect(f"{request.path}?{urlencode(sent())}", 303)
    with reading() as session:
        try:
            asked = ending.read(server(session), sent(), standing())
        except Unusable as error:
            return refused(error.code)
    if asked.is_certain or not current_user.is_authenticated:
        with transaction() as session:
            ending.end(server(session), asked)
        return _left(asked.target)
    visit()[LEAVING] = asked.target
    if asked.target:
        lead_to(origin(asked.target))
    return render_template("provider/logout.html", client=asked.client)


@bp.post("/oidc/logout/reponse")
@access.public
def decide_logout() -> Any:
    """Leave, or stay."""
    target = visit().pop(LEAVING, None)
    if request.form.get("decision") != "accept":
        return redirect(url_for("pages.home"), 303)
    return _left(target)


def _left(target: str | None) -> Any:
    leave()
    response = redirect(target or url_for("pages.home"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
