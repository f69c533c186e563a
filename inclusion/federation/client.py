"""The dance with one provider: where to send the browser, what its answers are worth.

Metadata and keys are fetched when first needed and kept a while. A key that we do not know makes
us fetch the keys again, at most once in thirty seconds: that is how a rotation goes unnoticed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from inclusion.clock import Clock
from inclusion.errors import Unavailable
from inclusion.federation import rules
from inclusion.federation.rules import Identity, Provider, TokenRefused

METADATA_KEPT = timedelta(hours=1)
KEYS_KEPT = timedelta(minutes=10)
REFETCH_EVERY = timedelta(seconds=30)
RETRY_EVERY = timedelta(seconds=15)
TIMEOUT_SECONDS = 5
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


class ProviderDown(Unavailable):
    """The provider does not answer, or answers what its protocol does not know."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody, and the ID token to hand back when they leave."""

    identity: Identity
    id_token: str


class Client:
    """What we ask one provider."""

    def __init__(self, provider: Provider, clock: Clock) -> None:
        """Keep who it is; nothing is fetched yet."""
        self.provider = provider
        self._clock = clock
        self._metadata: tuple[datetime, dict[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None
        self._refetched_at: datetime | None = None
        self._failed_at: datetime | None = None

    def authorize_url(self, *, redirect_uri: str, state: str, nonce: str) -> str:
        """Return where to send the browser, with the parameters that are allowed and no other."""
        values = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(self.provider.kind.scopes),
            "state": state,
            "nonce": nonce,
        }
        if self.provider.acr_values:
            values["acr_values"] = " ".join(self.provider.acr_values)
        return f"{self.metadata()['authorization_endpoint']}?{urlencode(values)}"

    def check_sender(self, issuer: str | None) -> None:
        """Refuse an answer that names another issuer (RFC 9207); raises TokenRefused."""
        is_promised = self.metadata().get("authorization_response_iss_parameter_supported")
        if issuer != self.provider.issuer and (issuer is not None or is_promised):
            raise TokenRefused("sender")

    def arrival(self, *, code: str, redirect_uri: str, nonce: str) -> Arrival:
        """Exchange a code for somebody; raises TokenRefused, ProviderDown."""
        tokens = self._exchange(code, redirect_uri)
        id_token, access_token = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise TokenRefused("tokens")
        claims = self._verified(id_token)
        sub = rules.check_id_token(
            claims,
            provider=self.provider,
            nonce=nonce,
            access_token=access_token,
            at=self._clock(),
        )
        told = self._verified(self._userinfo(access_token))
        rules.check_userinfo(told, provider=self.provider, sub=sub, at=self._clock())
        return Arrival(rules.identity(self.provider, claims, told), id_token)

    def leaving_url(self, *, id_token: str, state: str, back_to: str) -> str | None:
        """Return where the browser leaves the provider too, None when it has no such place."""
        endpoint = self.metadata().get("end_session_endpoint")
        if not endpoint:
            return None
        values = {"id_token_hint": id_token, "state": state, "post_logout_redirect_uri": back_to}
        return f"{endpoint}?{urlencode(values)}"

    def metadata(self) -> dict[str, Any]:
        """Return what the provider publishes about itself; raises ProviderDown.

        A provider that has just failed is not asked again at once: waiting people would fill the
        server.
        """
        at = self._clock()
        if self._metadata and at - self._metadata[0] < METADATA_KEPT:
            return self._metadata[1]
        if self._failed_at and at - self._failed_at < RETRY_EVERY:
            raise ProviderDown("failed")
        try:
            found = self._published()
        except ProviderDown:
            self._failed_at = at
            raise
        self._metadata = (at, found)
        return found

    def _published(self) -> dict[str, Any]:
        address = self.provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = _json(_request("GET", address))
        self._check_metadata(found)
        return found

    def _check_metadata(self, found: Mapping[str, Any]) -> None:
        """Refuse what another published, and addresses elsewhere: our forms lead there."""
        if found.get("issuer") != self.provider.issuer:
            raise ProviderDown("issuer")
        addresses = [found.get(name) for name in ENDPOINTS]
        addresses.append(found.get("end_session_endpoint", self.provider.issuer))
        if any(_origin(address) != _origin(self.provider.issuer) for address in addresses):
            raise ProviderDown("endpoints")

    def _exchange(self, code: str, redirect_uri: str) -> dict[str, Any]:
        response = _request(
            "POST",
            self.metadata()["token_endpoint"],
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "client_id": self.provider.client_id,
                "client_secret": self.provider.client_secret,
            },
        )
        if response.status_code in (400, 401):
            raise TokenRefused("code")
        return _json(response)

    def _userinfo(self, access_token: str) -> str:
        response = _request(
            "GET",
            self.metadata()["userinfo_endpoint"],
            headers={"Authorization": f"Bearer {access_token}"},
        )
        _check_answer(response)
        if response.headers.get("Content-Type", "").partition(";")[0] != "application/jwt":
            raise TokenRefused("unsigned")
        return response.text.strip()

    def _verified(self, token: str) -> dict[str, Any]:
        try:
            return self._decoded(token, self._known_keys())
        except InvalidKeyIdError:
            return self._verified_anew(token)
        except (JoseError, ValueError) as error:
            raise TokenRefused("signature") from error

    def _verified_anew(self, token: str) -> dict[str, Any]:
        at = self._clock()
        if self._refetched_at and at - self._refetched_at < REFETCH_EVERY:
            raise TokenRefused("key")
        self._refetched_at, self._keys = at, None
        try:
            return self._decoded(token, self._known_keys())
        except (JoseError, ValueError) as error:
            raise TokenRefused("key") from error

    @staticmethod
    def _decoded(token: str, keys: KeySet) -> dict[str, Any]:
        return jwt.decode(token, keys, algorithms=rules.ALGORITHMS).claims

    def _known_keys(self) -> KeySet:
        if self._keys and self._clock() - self._keys[0] < KEYS_KEPT:
            return self._keys[1]
        published: Any = _json(_request("GET", self.metadata()["jwks_uri"]))
        try:
            keys = KeySet.import_key_set(published)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderDown("keys") from error
        self._keys = (self._clock(), keys)
        return keys


def _request(method: str, url: str, **options: Any) -> httpx.Response:
    try:
        return httpx.request(
            method, url, timeout=TIMEOUT_SECONDS, follow_redirects=False, **options
        )
    except httpx.HTTPError as error:
        raise ProviderDown("network") from error


def _check_answer(response: httpx.Response) -> None:
    if response.status_code != 200:
        raise ProviderDown("status")


def _json(response: httpx.Response) -> dict[str, Any]:
    _check_answer(response)
    try:
        found = response.json()
    except ValueError as error:
        raise ProviderDown("json") from error
    if not isinstance(found, dict):
        raise ProviderDown("json")
    return found


def _origin(address: Any) -> tuple[str, str]:
    parts = urlsplit(address if isinstance(address, str) else "")
    return parts.scheme, parts.netloc
