"""Answer with what the holder of an access token may know."""

from typing import Any

from inclusion.provider import queries
from inclusion.provider.service import claims
from inclusion.provider.service.server import Answer, Server
from inclusion.tokens import digest


def answer(server: Server, authorization: str) -> Answer:
    """Return the claims of the token's person, or 401 with what to say (RFC 6750)."""
    kind, _space, text = authorization.partition(" ")
    if kind.lower() != "bearer" or not text.strip():
        return _challenge(server, {}, "")
    row = queries.live_access(server.session, digest(text.strip()), at=server.at)
    if row is None or row.code.consent.withdrawn_at is not None:
        return _challenge(server, {"error": "invalid_token"}, ', error="invalid_token"')
    account = queries.usable_account(server.session, row.code.consent.account_id)
    if account is None:
        return _challenge(server, {"error": "invalid_token"}, ', error="invalid_token"')
    said = claims.told(server.session, account, row.scope)
    return Answer(200, {"sub": row.code.consent.subject, **said})


def _challenge(server: Server, body: dict[str, Any], more: str) -> Answer:
    return Answer(401, body, {"WWW-Authenticate": f'Bearer realm="{server.issuer}"{more}'})
