"""The keys that sign: made here, sealed at rest, replaced every ninety days with an overlap."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.provider import queries
from inclusion.provider.models import ProviderKey
from inclusion.provider.rules import (
    ALGORITHMS,
    KEY_SHOWN_AFTER,
    KEY_SHOWN_BEFORE,
    KEY_SHOWN_BY_HAND,
    KEY_SIGNS,
)
from inclusion.secret_file import Secrets

PURPOSE = "inclusion/provider/keys"
RSA_BITS = 2048


def public_set(session: Session, *, secrets: Secrets, at: datetime) -> dict[str, Any]:
    """Return the key set that services fetch."""
    rows = queries.keys_shown(session, at=at)
    return {"keys": [_public(row, secrets) for row in rows]}


def ensure(session: Session, *, secrets: Secrets, at: datetime) -> None:
    """Make the first keys, when there are none."""
    shown = queries.keys_shown(session, at=at)
    for algorithm in ALGORITHMS:
        if not any(row.algorithm == algorithm and row.starts_at <= at for row in shown):
            _make(session, algorithm, secrets=secrets, at=at, starts_at=at)


def rotate(session: Session, *, secrets: Secrets, at: datetime, at_once: bool = False) -> list[str]:
    """Replace every key; the former ones are shown for a while. Return the new kids.

    The new ones sign after two minutes, when every service can know them. at_once: now, because
    a key was stolen; services may then refuse a few sign-ins.
    """
    starts_at = at if at_once else at + KEY_SHOWN_BY_HAND
    return [
        _make(session, name, secrets=secrets, at=at, starts_at=starts_at).kid for name in ALGORITHMS
    ]


def rotate_due(session: Session, *, secrets: Secrets, at: datetime) -> None:
    """Announce the next key of each kind a day before it signs; drop those that are over."""
    shown = queries.keys_shown(session, at=at)
    for algorithm in ALGORITHMS:
        newest = next((row for row in shown if row.algorithm == algorithm), None)
        if newest and at >= newest.starts_at + KEY_SIGNS - KEY_SHOWN_BEFORE:
            starts_at = at + KEY_SHOWN_BEFORE
            _make(session, algorithm, secrets=secrets, at=at, starts_at=starts_at)
    session.execute(sa.delete(ProviderKey).where(ProviderKey.ends_at <= at))


def sign(
    session: Session,
    claims: dict[str, Any],
    *,
    algorithm: str,
    kind: str,
    secrets: Secrets,
    at: datetime,
) -> str:
    """Sign claims with the present key; `kind` is the `typ` of the header."""
    ensure(session, secrets=secrets, at=at)
    row = next(
        row
        for row in queries.keys_shown(session, at=at)
        if row.algorithm == algorithm and row.starts_at <= at
    )
    header = {"alg": algorithm, "kid": row.kid, "typ": kind}
    return jwt.encode(header, claims, _opened(row, secrets), algorithms=[algorithm])


def read_id_token(
    session: Session, text: str, *, issuer: str, secrets: Secrets, at: datetime
) -> dict[str, Any] | None:
    """Return the claims of an ID token that we signed, expired or not; None for anything else."""
    rows = queries.keys_shown(session, at=at)
    if not rows:
        return None
    try:
        token = jwt.decode(
            text, KeySet([_opened(row, secrets) for row in rows]), algorithms=list(ALGORITHMS)
        )
    except (JoseError, ValueError):
        return None
    claims = dict(token.claims)
    if token.header.get("typ") != "JWT" or claims.get("iss") != issuer:
        return None
    return claims if isinstance(claims.get("aud"), str) else None


def _make(
    session: Session, algorithm: str, *, secrets: Secrets, at: datetime, starts_at: datetime
) -> ProviderKey:
    key: RSAKey | ECKey
    key = RSAKey.generate_key(RSA_BITS) if algorithm == "RS256" else ECKey.generate_key("P-256")
    kid = key.thumbprint()
    content = json.dumps(key.as_dict(private=True)).encode()
    session.execute(
        sa.update(ProviderKey)
        .where(ProviderKey.algorithm == algorithm, ProviderKey.ends_at.is_(None))
        .values(ends_at=starts_at + KEY_SHOWN_AFTER)
    )
    row = ProviderKey(
        kid=kid,
        algorithm=algorithm,
        sealed=crypto.seal_blob(_wrapping(secrets), content, bound_to=kid.encode()),
        created_at=at,
        starts_at=starts_at,
    )
    session.add(row)
    session.flush()
    return row


def _opened(row: ProviderKey, secrets: Secrets) -> RSAKey | ECKey:
    content = crypto.open_blob(_wrapping(secrets), row.sealed, bound_to=row.kid.encode())
    values = {**json.loads(content), "kid": row.kid, "alg": row.algorithm, "use": "sig"}
    kind = RSAKey if row.algorithm == "RS256" else ECKey
    return kind.import_key(values)


def _public(row: ProviderKey, secrets: Secrets) -> dict[str, Any]:
    return dict(_opened(row, secrets).as_dict(private=False))


def _wrapping(secrets: Secrets) -> bytes:
    return crypto.hkdf(secrets.pepper, purpose=PURPOSE)
