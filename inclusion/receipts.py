"""Statements that the operator signs: who deposited what and when, what was erased.

A statement is a compact JWS (RFC 7515) signed with Ed25519 (RFC 9864). Whoever has the public key
verifies it off line, with any JOSE tool: nothing here needs the database.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from inclusion.errors import Invalid

ALGORITHM = "Ed25519"
SEED_BYTES = 32
MOST_LENGTH = 8_000


class NotGenuine(Invalid):
    """The text is no statement of ours, or somebody changed it."""


def sign(claims: Mapping[str, object], *, key: bytes) -> str:
    """Return a statement: `claims` (JSON values) signed by the key of 32 bytes."""
    private = _private(key)
    header = {"alg": ALGORITHM, "kid": private.thumbprint(), "typ": "receipt+jws"}
    payload = json.dumps(claims, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return jws.serialize_compact(header, payload.encode(), private, algorithms=[ALGORITHM])


def verified(text: str, *, keys: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the claims of a statement signed by one of these public keys (JWK).

    Raises NotGenuine.
    """
    compact = "".join(text.split())
    if len(compact) > MOST_LENGTH:
        raise NotGenuine("receipt")
    for values in keys:
        try:
            token = jws.deserialize_compact(
                compact, OKPKey.import_key(dict(values)), algorithms=[ALGORITHM]
            )
            return cast(dict[str, Any], json.loads(token.payload))
        except (JoseError, ValueError):
            continue
    raise NotGenuine("receipt")


def public_key(key: bytes) -> dict[str, Any]:
    """Return the public half as a JWK, with its thumbprint (RFC 7638) as `kid`."""
    private = _private(key)
    return {**private.as_dict(private=False), "kid": private.thumbprint(), "use": "sig"}


def key_set(key: bytes, former: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the public keys that statements may bear: the present one first.

    former: public keys of earlier days, each 32 bytes in base64url.
    """
    old = [OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": one}) for one in former]
    return [
        public_key(key),
        *({**one.as_dict(private=False), "kid": one.thumbprint(), "use": "sig"} for one in old),
    ]


def _private(key: bytes) -> OKPKey:
    seed = Ed25519PrivateKey.from_private_bytes(key[:SEED_BYTES])
    return OKPKey.import_key(seed.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
