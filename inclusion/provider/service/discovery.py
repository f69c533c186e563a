"""What the provider is and does, as services read it (OpenID Connect Discovery 1.0)."""

from typing import Any

from inclusion.provider.rules import ALGORITHMS, PROMPTS, SCOPES
from inclusion.provider.rules.acr import Acr
from inclusion.provider.service.parties import CLIENT_AUTH_METHODS, GRANTS

CLAIMS = (
    "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "name",
    "birthdate", "email", "email_verified", "phone_number", "phone_number_verified", "address",
    "commune",
)  # fmt: skip


def document(issuer: str) -> dict[str, Any]:
    """Return the metadata of the provider at `issuer`."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oidc/authorize",
        "token_endpoint": f"{issuer}/oidc/token",
        "userinfo_endpoint": f"{issuer}/oidc/userinfo",
        "jwks_uri": f"{issuer}/oidc/jwks",
        "revocation_endpoint": f"{issuer}/oidc/revoke",
        "end_session_endpoint": f"{issuer}/oidc/logout",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANTS),
        "acr_values_supported": list(Acr),
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": list(ALGORITHMS),
        "token_endpoint_auth_methods_supported": CLIENT_AUTH_METHODS,
        "revocation_endpoint_auth_methods_supported": CLIENT_AUTH_METHODS,
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": list(CLAIMS),
        "claim_types_supported": ["normal"],
        "prompt_values_supported": list(PROMPTS),
        "ui_locales_supported": ["fr", "en", "ar"],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
    }
