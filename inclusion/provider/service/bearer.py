"""Know a service by the token that it holds in its own name (RFC 6750)."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.errors import DomainError, Forbidden
from inclusion.provider import queries
from inclusion.provider.models import ProviderClient
from inclusion.tokens import digest


class NoToken(DomainError):
    """The request holds no token."""

    status = 401


class BadToken(DomainError):
    """The token is not one, is over, or was given for a person's sign-in."""

    status = 401


class ScopeLacks(Forbidden):
    """The service is known and may not do this."""


def client_of(session: Session, header: str, *, scope: str, at: datetime) -> ProviderClient:
    """Return the service whose token an Authorization header holds.

    A scope that was taken from the service since no longer counts.
    Raises NoToken, BadToken, ScopeLacks.
    """
    kind, _space, text = header.partition(" ")
    if kind.lower() != "bearer" or not text.strip():
        raise NoToken
    row = queries.service_token(session, digest(text.strip()))
    if row is None or row.expires_at <= at:
        raise BadToken
    if scope not in row.scope.split() or scope not in row.client.scope.split():
        raise ScopeLacks
    return row.client
