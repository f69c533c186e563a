"""The authorization server: Authlib's, on one session and one instant, without a framework."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from authlib.oauth2 import AuthorizationServer, OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc9207 import IssuerParameter
from sqlalchemy.orm import Session

from inclusion.provider import queries
from inclusion.provider.models import ProviderToken
from inclusion.provider.rules import ACCESS_LIVES
from inclusion.provider.service.grants import (
    S256,
    CodeGrant,
    IdToken,
    OwnGrant,
    RefreshGrant,
    Revocation,
)
from inclusion.provider.service.parties import Party
from inclusion.provider.service.requests import Pairs, Request
from inclusion.settings import Settings
from inclusion.tokens import digest, secret_token


@dataclass(slots=True)
class Answer:
    """What to send back. location: where a redirect leads."""

    status: int
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def location(self) -> str:
        """Return the address of a redirect, or nothing."""
        return self.headers.get("Location", "")

    @location.setter
    def location(self, address: str) -> None:
        self.headers["Location"] = address


class Issuer(IssuerParameter):  # type: ignore[misc]  # authlib has no types
    """RFC 9207: every answer to a service says whose it is."""

    def __init__(self, issuer: str) -> None:
        """Keep our address."""
        self.issuer = issuer

    def get_issuer(self) -> str:
        """Return our address."""
        return self.issuer


class Server(AuthorizationServer):  # type: ignore[misc]  # authlib has no types
    """One request's server. at: the instant that every lifetime counts from."""

    def __init__(self, session: Session, *, settings: Settings, at: datetime) -> None:
        """Take a session in whose transaction everything happens."""
        super().__init__()
        self.session, self.at = session, at
        self.issuer, self.secrets = settings.public_url, settings.secrets
        self.issuer_parameter = Issuer(self.issuer)
        self.register_token_generator(
            "default",
            BearerTokenGenerator(_draw, _draw, lambda *_: int(ACCESS_LIVES.total_seconds())),
        )
        self.register_grant(CodeGrant, [S256(required=True), IdToken()])
        self.register_grant(RefreshGrant, [IdToken()])
        self.register_grant(OwnGrant)
        self.register_endpoint(Revocation)
        self.register_extension(self.issuer_parameter)

    def request(self, path: str, pairs: Pairs, headers: Any = None, *, method: str) -> Request:
        """Return a request to one of our addresses."""
        made = Request(method=method, uri=self.issuer + path, pairs=pairs, headers=headers)
        made.server = self
        return made

    def query_client(self, client_id: str) -> Party | None:
        """Return the service of a client_id."""
        row = queries.find_client(self.session, client_id)
        return Party(row) if row else None

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        """Keep the hashes of what is given."""
        is_first = request.authorization_code is not None
        code = request.authorization_code.row if is_first else request.refresh_token.row.code
        self.session.add(
            ProviderToken(
                code_id=code.id,
                scope=token["scope"],
                access_hash=digest(token["access_token"]),
                access_expires_at=self.at + ACCESS_LIVES,
                refresh_hash=digest(token["refresh_token"]),
            )
        )

    def create_oauth2_request(self, request: Request) -> Request:
        """Take our request as it is."""
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Answer:
        """Return the answer as plain values."""
        return Answer(status, body, dict(headers))

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Tell nobody."""

    def refuse(self, error: OAuth2Error) -> Answer:
        """Send the service an error, to the address that was checked."""
        answer: Answer = self.handle_error_response(None, error)
        self.issuer_parameter.add_issuer_parameter(self, answer)
        return answer

    def answer(self, endpoint: str, request: Request) -> Answer:
        """Answer a request of a service to `token` or `revocation`."""
        problem = _misuse(request)
        if problem:
            return self.handle_response(*InvalidRequestError(problem)())
        if endpoint == "token":
            return self.create_token_response(request)  # type: ignore[no-any-return]
        return self.create_endpoint_response(endpoint, request)  # type: ignore[no-any-return]


def _misuse(request: Request) -> str | None:
    if request.payload.repeated:
        return "A parameter came twice"
    if "Authorization" in request.headers and "client_secret" in request.form:
        return "The client authenticated twice"
    if "client_assertion" in request.form:
        return "Client assertions are not taken"
    return None


def _draw(**_values: Any) -> str:
    return secret_token()
