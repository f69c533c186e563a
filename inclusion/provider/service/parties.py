"""Our rows under the names that Authlib calls."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin

from inclusion.provider.models import (
    ProviderClient,
    ProviderCode,
    ProviderConsent,
    ProviderServiceToken,
    ProviderToken,
)
from inclusion.provider.rules import SAFE_DEPOSIT, known_scopes
from inclusion.tokens import digest

CLIENT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]
OWN_GRANT = "client_credentials"
GRANTS = ("authorization_code", "refresh_token", OWN_GRANT)


class Party(ClientMixin):  # type: ignore[misc]  # authlib has no types
    """A service, as Authlib asks about it."""

    def __init__(self, row: ProviderClient) -> None:
        """Wrap a row."""
        self.row = row

    def get_client_id(self) -> str:
        """Return the client_id."""
        return self.row.public_id

    def get_default_redirect_uri(self) -> None:
        """Return nothing: the address must be said."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return what may be had of what is asked; None when it is no OpenID request."""
        found = known_scopes(scope, self.row.scope)
        return found if "openid" in found.split() else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Compare letter for letter."""
        return redirect_uri in self.row.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """Compare with the hash that we keep."""
        return hmac.compare_digest(digest(client_secret), self.row.secret_hash)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Take basic and post, everywhere."""
        return method in CLIENT_AUTH_METHODS

    def check_response_type(self, response_type: str) -> bool:
        """Take the code flow alone."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Take codes and refresh tokens; its own name only for a service that may deposit."""
        may_act = SAFE_DEPOSIT in self.row.scope.split()
        return grant_type in GRANTS and (grant_type != OWN_GRANT or may_act)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who accepted, and how they had signed in: what a code is made for."""

    consent: ProviderConsent
    acr: str
    amr: list[str]
    proved_at: datetime
    visit_id: str


class Code(AuthorizationCodeMixin):  # type: ignore[misc]  # authlib has no types
    """A code that may be used."""

    def __init__(self, row: ProviderCode) -> None:
        """Wrap a row."""
        self.row = row
        self.code_challenge = row.code_challenge
        self.code_challenge_method = "S256"

    def get_redirect_uri(self) -> str:
        """Return the address to which it was sent."""
        return self.row.redirect_uri

    def get_scope(self) -> str:
        """Return what was accepted."""
        return self.row.scope


class Token(TokenMixin):  # type: ignore[misc]  # authlib has no types
    """A token of a family."""

    def __init__(self, row: ProviderToken) -> None:
        """Wrap a row."""
        self.row = row

    def check_client(self, client: Party) -> bool:
        """Tell whether it was given to that service."""
        return self.row.code.consent.client_id == client.row.id

    def get_scope(self) -> str:
        """Return what the family may have."""
        return self.row.code.scope


class ServiceToken(TokenMixin):  # type: ignore[misc]  # authlib has no types
    """A token that a service holds in its own name."""

    def __init__(self, row: ProviderServiceToken) -> None:
        """Wrap a row."""
        self.row = row

    def check_client(self, client: Party) -> bool:
        """Tell whether it was given to that service."""
        return self.row.client_id == client.row.id
