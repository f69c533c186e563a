"""Register services."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.errors import Invalid
from inclusion.provider.models import ProviderClient
from inclusion.provider.rules import ALGORITHMS, SCOPES, united
from inclusion.provider.rules.acr import Acr
from inclusion.provider.rules.addresses import hosts, is_registrable
from inclusion.tokens import digest

LONGEST_NAME = 100


def register(
    session: Session,
    *,
    name: str,
    redirect_uris: Sequence[str],
    actor: Actor,
    at: datetime,
    with_loopback: bool,
    post_logout_uris: Sequence[str] = (),
    backchannel_uri: str | None = None,
    scope: str = "openid profile",
    min_acr: str | None = None,
    sector: str | None = None,
    algorithm: str = "RS256",
    passes_franceconnect: bool = False,
) -> tuple[ProviderClient, str]:
    """Add a service; return it and its secret, which is kept nowhere.

    with_loopback: http on this machine is accepted (development).
    Raises Invalid(name | redirect_uris | post_logout_uris | backchannel_uri | scope | min_acr |
    sector | algorithm).
    """
    _check_words(name.strip(), scope, min_acr, algorithm)
    for field, addresses in (
        ("redirect_uris", redirect_uris),
        ("post_logout_uris", post_logout_uris),
        ("backchannel_uri", [backchannel_uri] if backchannel_uri else []),
    ):
        if not all(is_registrable(one, with_loopback=with_loopback) for one in addresses):
            raise Invalid(field, field=field)
    if not redirect_uris:
        raise Invalid("redirect_uris", field="redirect_uris")
    secret = secrets.token_hex(32)
    client = ProviderClient(
        name=name.strip(),
        secret_hash=digest(secret),
        redirect_uris=list(redirect_uris),
        post_logout_uris=list(post_logout_uris),
        backchannel_uri=backchannel_uri or None,
        scope=united("openid", scope),
        min_acr=min_acr or None,
        sector=_sector(sector, list(redirect_uris)),
        algorithm=algorithm,
        passes_franceconnect=passes_franceconnect,
        created_at=at,
    )
    session.add(client)
    session.flush()
    audit.record(
        session,
        action="provider.client_added",
        at=at,
        actor=actor,
        object_kind="provider_client",
        object_id=client.id,
    )
    return client, secret


def _check_words(name: str, scope: str, min_acr: str | None, algorithm: str) -> None:
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise Invalid("name", field="name")
    if not set(scope.split()) <= set(SCOPES):
        raise Invalid("scope", field="scope")
    if min_acr and min_acr not in set(Acr):
        raise Invalid("min_acr", field="min_acr")
    if algorithm not in ALGORITHMS:
        raise Invalid("algorithm", field="algorithm")


def _sector(sector: str | None, redirect_uris: list[str]) -> str:
    """Return the host under which people are named: the one of the addresses unless said."""
    if sector:
        host = sector.strip().lower()
        if not host.isascii() or not host.replace("-", "").replace(".", "").isalnum():
            raise Invalid("sector", field="sector")
        return host
    known = hosts(redirect_uris)
    if len(known) != 1:
        raise Invalid("sector", field="sector")
    return known.pop()
