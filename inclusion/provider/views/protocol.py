"""What services call by themselves: no cookie, no page, no form of ours.

They prove who they are by a secret or a token, so the token against forged forms is not asked.
"""

from typing import Any

from flask import jsonify, request
from flask.blueprints import BlueprintSetupState

from inclusion.provider.service import discovery as metadata
from inclusion.provider.service import keys
from inclusion.provider.service import userinfo as userinfo_service
from inclusion.provider.views import bp
from inclusion.provider.views.shared import sent, server, told
from inclusion.web import access
from inclusion.web.session import now, reading, settings, transaction

KEPT_SECONDS = 300


@bp.get("/.well-known/openid-configuration")
@access.public
def discovery() -> Any:
    """Say what the provider is."""
    response = jsonify(metadata.document(settings().public_url))
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


@bp.get("/oidc/jwks")
@access.public
def jwks() -> Any:
    """Give the public keys, making the first ones if there are none."""
    with reading() as session:
        found = keys.public_set(session, secrets=settings().secrets, at=now())
    if not found["keys"]:
        with transaction() as session:
            keys.ensure(session, secrets=settings().secrets, at=now())
            found = keys.public_set(session, secrets=settings().secrets, at=now())
    response = jsonify(found)
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response


@bp.post("/oidc/token")
@access.public
def token() -> Any:
    """Give tokens for a code or a refresh token."""
    return _answered("token", "/oidc/token")


@bp.post("/oidc/revoke")
@access.public
def revoke() -> Any:
    """Revoke a token."""
    return _answered("revocation", "/oidc/revoke")


@bp.route("/oidc/userinfo", methods=["GET", "POST"])
@access.public
def userinfo() -> Any:
    """Tell the holder of an access token what the person accepted."""
    with reading() as session:
        return told(
            userinfo_service.answer(server(session), request.headers.get("Authorization", ""))
        )


def _answered(endpoint: str, path: str) -> Any:
    with transaction() as session:
        provider = server(session)
        asked = provider.request(path, sent(), request.headers, method="POST")
        return told(provider.answer(endpoint, asked))


@bp.record
def _without_form_token(state: BlueprintSetupState) -> None:
    exempt = state.app.extensions["csrf"].exempt
    for view in (token, revoke, userinfo):
        exempt(view)
    exempt("inclusion.provider.views.authorize.authorize")
    exempt("inclusion.provider.views.logout.logout")
