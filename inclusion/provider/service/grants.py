"""Authlib's grants with our rules: S256 alone, one use, families, signed ID tokens."""

import re
from typing import Any

from authlib.oauth2.rfc6749 import (
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    grants,
)
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants.code import OpenIDToken
from authlib.oidc.core.util import create_half_hash

from inclusion.accounts.models import Account
from inclusion.actors import SYSTEM
from inclusion.audit import service as audit
from inclusion.provider import queries
from inclusion.provider.models import ProviderCode, ProviderServiceToken
from inclusion.provider.rules import (
    ACCESS_LIVES,
    CODE_LIVES,
    FAMILY_LIVES,
    ID_TOKEN_LIVES,
    SAFE_DEPOSIT,
)
from inclusion.provider.service import keys, logouts
from inclusion.provider.service.parties import (
    CLIENT_AUTH_METHODS,
    Code,
    Party,
    ServiceToken,
    Token,
)
from inclusion.tokens import digest, secret_token

CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
LONGEST_NONCE = 500


class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # authlib has no types
    """Give a code for a sign-in; give tokens for a code, once."""

    TOKEN_ENDPOINT_AUTH_METHODS = CLIENT_AUTH_METHODS

    def generate_authorization_code(self) -> str:
        """Draw 256 bits."""
        return secret_token()

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Keep the hash of the code with all that the tokens will say."""
        sign_in, data = request.user, request.payload.data
        self.server.session.add(
            ProviderCode(
                code_hash=digest(code),
                consent_id=sign_in.consent.id,
                redirect_uri=request.payload.redirect_uri,
                scope=request.scope,
                nonce=data.get("nonce"),
                code_challenge=data["code_challenge"],
                acr=sign_in.acr,
                amr=sign_in.amr,
                proved_at=sign_in.proved_at,
                visit_id=sign_in.visit_id,
                created_at=self.server.at,
            )
        )

    def query_authorization_code(self, code: str, client: Party) -> Code | None:
        """Return a fresh code of this service; a second use revokes what the first one gave."""
        row = queries.code_to_use(self.server.session, digest(code))
        if row is None or row.consent.client_id != client.row.id:
            return None
        if row.used_at is not None:
            _revoke_replayed(self.server, row)
            return None
        if row.ended_at is not None or self.server.at >= row.created_at + CODE_LIVES:
            return None
        return Code(row)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """Mark it used: it stays, so that a second use is seen."""
        authorization_code.row.used_at = self.server.at

    def authenticate_user(self, authorization_code: Code) -> Account:
        """Return whose code it is; raises InvalidGrantError when the account opens nothing."""
        return _account_of(self.server, authorization_code.row)


class RefreshGrant(grants.RefreshTokenGrant):  # type: ignore[misc]  # authlib has no types
    """Give new tokens for a refresh token, once; a second use revokes the family."""

    TOKEN_ENDPOINT_AUTH_METHODS = CLIENT_AUTH_METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> Token | None:
        """Return the live token of this service, or None."""
        row = queries.token_to_refresh(self.server.session, digest(refresh_token))
        if row is None or not Token(row).check_client(self.request.client):
            return None
        if row.refreshed_at is not None:
            _revoke_replayed(self.server, row.code)
            return None
        is_over = self.server.at >= row.code.created_at + FAMILY_LIVES
        return None if row.revoked_at is not None or is_over else Token(row)

    def authenticate_user(self, refresh_token: Token) -> Account:
        """Return whose token it is; raises InvalidGrantError when the account opens nothing."""
        return _account_of(self.server, refresh_token.row.code)

    def revoke_old_credential(self, refresh_token: Token) -> None:
        """Mark it used."""
        refresh_token.row.refreshed_at = self.server.at


class OwnGrant(grants.ClientCredentialsGrant):  # type: ignore[misc]  # authlib has no types
    """Give a service a token in its own name (RFC 6749 §4.4), for deposits and nothing else."""

    TOKEN_ENDPOINT_AUTH_METHODS = CLIENT_AUTH_METHODS

    def validate_token_request(self) -> None:
        """Refuse any scope but the one of deposits; left out, it is that one."""
        super().validate_token_request()
        if set((self.request.payload.scope or SAFE_DEPOSIT).split()) != {SAFE_DEPOSIT}:
            raise InvalidScopeError

    def generate_token(self, **_said: Any) -> dict[str, Any]:
        """Draw a token that says what it is for; nothing refreshes it."""
        return {
            "token_type": "Bearer",
            "access_token": secret_token(),
            "expires_in": int(ACCESS_LIVES.total_seconds()),
            "scope": SAFE_DEPOSIT,
        }

    def save_token(self, token: dict[str, Any]) -> None:
        """Keep the hash of what is given."""
        self.server.session.add(
            ProviderServiceToken(
                client_id=self.request.client.row.id,
                scope=token["scope"],
                access_hash=digest(token["access_token"]),
                expires_at=self.server.at + ACCESS_LIVES,
            )
        )


class S256(CodeChallenge):  # type: ignore[misc]  # authlib has no types
    """PKCE, always, and never `plain`."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: Any) -> None:
        """Refuse a request without an S256 challenge that says so."""
        data = grant.request.payload.data
        if data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("code_challenge_method must be S256")
        if not CHALLENGE.fullmatch(data.get("code_challenge", "")):
            raise InvalidRequestError("code_challenge must be 43 characters")
        if len(data.get("nonce", "")) > LONGEST_NONCE:
            raise InvalidRequestError("nonce is too long")


class IdToken(OpenIDToken):  # type: ignore[misc]  # authlib has no types
    """Add the ID token to an answer."""

    def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
        """Say who signed in, when, how; a refresh repeats it without the nonce."""
        is_first = request.authorization_code is not None
        code = request.authorization_code.row if is_first else request.refresh_token.row.code
        client, server = code.consent.client, request.server
        at_hash = create_half_hash(token["access_token"], client.algorithm)
        claims = {
            "iss": server.issuer,
            "sub": code.consent.subject,
            "aud": client.public_id,
            "iat": int(server.at.timestamp()),
            "exp": int((server.at + ID_TOKEN_LIVES).timestamp()),
            "auth_time": int(code.proved_at.timestamp()),
            "acr": code.acr,
            "sid": logouts.sid_of(client.public_id, code.visit_id),
            "at_hash": at_hash.decode(),
        }
        if code.amr:
            claims["amr"] = code.amr
        if is_first and code.nonce:
            claims["nonce"] = code.nonce
        return keys.sign(
            server.session,
            claims,
            algorithm=client.algorithm,
            kind="JWT",
            secrets=server.secrets,
            at=server.at,
        )


class Revocation(RevocationEndpoint):  # type: ignore[misc]  # authlib has no types
    """RFC 7009: a refresh token takes its family along, an access token goes alone."""

    CLIENT_AUTH_METHODS = CLIENT_AUTH_METHODS

    def query_token(
        self, token_string: str, token_type_hint: str | None
    ) -> Token | ServiceToken | None:
        """Return the row of a token, whatever its kind."""
        row = queries.token_of(self.server.session, digest(token_string))
        if row is not None:
            return Token(row)
        own = queries.service_token(self.server.session, digest(token_string))
        return ServiceToken(own) if own else None

    def revoke_token(self, token: Token | ServiceToken, request: Any) -> None:
        """End it."""
        if isinstance(token, ServiceToken):
            token.row.expires_at = self.server.at
        elif digest(request.form["token"]) == token.row.access_hash:
            token.row.access_expires_at = self.server.at
        else:
            logouts.revoke_family(self.server.session, code_id=token.row.code_id, at=self.server.at)


def _revoke_replayed(server: Any, code: ProviderCode) -> None:
    logouts.revoke_family(server.session, code_id=code.id, at=server.at)
    audit.record(
        server.session,
        action="provider.replayed",
        at=server.at,
        actor=SYSTEM,
        object_kind="account",
        object_id=code.consent.account_id,
        detail={"client": code.consent.client.public_id},
    )


def _account_of(server: Any, code: ProviderCode) -> Account:
    account = queries.usable_account(server.session, code.consent.account_id)
    if account is None or code.consent.withdrawn_at is not None:
        raise InvalidGrantError("The account no longer opens this service")
    return account
