"""Read a service's request to sign out."""

from dataclasses import dataclass

from authlib.common.urls import add_params_to_uri

from inclusion.provider import queries
from inclusion.provider.models import ProviderClient
from inclusion.provider.rules.steps import Standing
from inclusion.provider.service import claims, keys, logouts
from inclusion.provider.service.authorization import Unusable
from inclusion.provider.service.requests import Pairs, Payload
from inclusion.provider.service.server import Server


@dataclass(frozen=True, slots=True)
class Ending:
    """A request to leave. target: where to go then. is_certain: no question is needed.

    visits: (account, visit of ours) of which the ID token speaks and that has not ended there.
    """

    client: ProviderClient | None
    target: str | None
    is_certain: bool
    visits: tuple[tuple[int, str], ...] = ()


def read(server: Server, pairs: Pairs, standing: Standing) -> Ending:
    """Check the service, the ID token (expired or not) and the address, letter for letter.

    Raises Unusable: then nobody leaves, nor is sent anywhere.
    """
    payload = Payload(pairs)
    if payload.repeated:
        raise Unusable("repeated")
    hinted = _hinted(server, payload.data.get("id_token_hint"))
    client_id = payload.data.get("client_id") or hinted.get("aud", "")
    if hinted and client_id != hinted["aud"]:
        raise Unusable("id_token_hint")
    client = queries.find_client(server.session, client_id)
    if client_id and client is None:
        raise Unusable("client")
    target = payload.data.get("post_logout_redirect_uri")
    if target and (client is None or target not in client.post_logout_uris):
        raise Unusable("post_logout_redirect_uri")
    state = payload.data.get("state")
    if target and state:
        target = add_params_to_uri(target, {"state": state})
    is_certain = _is_certain(server, client, hinted, standing)
    return Ending(client, target, is_certain, _visits(server, client, hinted))


def end(server: Server, asked: Ending) -> None:
    """End in other services the visit of which the ID token speaks, even if ours is over."""
    for account_id, visit_id in asked.visits:
        logouts.leave(server.session, account_id=account_id, visit_id=visit_id, at=server.at)


def _hinted(server: Server, text: str | None) -> dict[str, str]:
    if not text:
        return {}
    found = keys.read_id_token(
        server.session, text, issuer=server.issuer, secrets=server.secrets, at=server.at
    )
    if found is None:
        raise Unusable("id_token_hint")
    return found


def _is_certain(
    server: Server, client: ProviderClient | None, hinted: dict[str, str], standing: Standing
) -> bool:
    """Tell whether the ID token speaks of whoever is signed in here."""
    if client is None or not hinted or standing.account_id is None:
        return False
    account = queries.usable_account(server.session, standing.account_id)
    return account is not None and hinted.get("sub") == claims.subject(
        account, sector=client.sector, secrets=server.secrets
    )


def _visits(
    server: Server, client: ProviderClient | None, hinted: dict[str, str]
) -> tuple[tuple[int, str], ...]:
    if client is None or not hinted:
        return ()
    codes = queries.codes_of_subject(
        server.session, client_id=client.id, subject=hinted.get("sub", "")
    )
    return tuple(
        {
            (code.consent.account_id, code.visit_id)
            for code in codes
            if logouts.sid_of(client.public_id, code.visit_id) == hinted.get("sid")
        }
    )
