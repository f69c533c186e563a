"""The providers of the running application, and what templates and the sign-out ask of them."""

from dataclasses import dataclass
from typing import Any, cast

from flask import Flask, current_app

from inclusion.accounts.views.sign_in import LEAVING
from inclusion.errors import NotFound
from inclusion.federation.client import Client, ProviderDown
from inclusion.federation.rules import KINDS, Provider
from inclusion.tokens import secret_token
from inclusion.web.session import Parts, settings
from inclusion.web.visit import visit

NAME = "inclusion.federation"
ID_TOKEN = "federation_id_token"  # noqa: S105 - the name of a key
"""What a visit keeps for the sign-out alone: {provider, id_token}."""


@dataclass(frozen=True, slots=True)
class Button:
    """A provider as the sign-in page shows it."""

    code: str
    name: str
    about_url: str


def init_app(app: Flask) -> None:
    """Make a client for each provider of the settings; without any there is no button."""
    made = cast(Parts, app.extensions["inclusion"])
    app.extensions[NAME] = {
        chosen.code: Client(
            Provider(
                chosen.code,
                KINDS[chosen.code],
                chosen.issuer,
                chosen.client_id,
                chosen.client_secret,
                chosen.acr_values,
            ),
            made.clock,
        )
        for chosen in made.settings.identity_providers
    }
    app.extensions[LEAVING] = leaving_url
    app.jinja_env.globals["identity_providers"] = buttons


def clients() -> dict[str, Client]:
    """Return the client of each provider that is configured."""
    return cast(dict[str, Client], current_app.extensions[NAME])


def client(code: str) -> Client:
    """Return the client of a provider; raises NotFound when it is not configured."""
    found = clients().get(code)
    if found is None:
        raise NotFound("provider")
    return found


def issuers() -> set[str]:
    """Return the issuers that we can ask."""
    return {client.provider.issuer for client in clients().values()}


def buttons(*, for_agents: bool | None = None) -> list[Button]:
    """Return what the sign-in page offers: all, or those of agents, or those of citizens."""
    return [
        Button(code, found.provider.kind.name, found.provider.kind.about_url)
        for code, found in clients().items()
        if for_agents in (None, found.provider.kind.is_for_agents)
    ]


def callback_url(code: str) -> str:
    """Return the address registered with a provider: exact, in no language."""
    return f"{settings().public_url}/connexion/{code}/retour"


def left_url(code: str) -> str:
    """Return the address registered with a provider for those who leave."""
    return f"{settings().public_url}/connexion/{code}/au-revoir"


def leaving_url() -> str | None:
    """Return where a visit that a provider opened leaves it, None for any other visit.

    On a computer that others use, the provider would otherwise let the next person in. When it
    does not answer, a page says to close the browser.
    """
    kept: dict[str, Any] | None = visit().get(ID_TOKEN)
    if kept is None or kept["provider"] not in clients():
        return None
    code = kept["provider"]
    try:
        return client(code).leaving_url(
            id_token=kept["id_token"], state=secret_token(), back_to=left_url(code)
        )
    except ProviderDown:
        return f"{left_url(code)}?reste=1"
