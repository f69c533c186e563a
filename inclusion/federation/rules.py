"""What a provider may tell and what we believe of it (pure).

FranceConnect v2: OpenID Connect by code, without PKCE and without any parameter that it does not
list; what protects is `state` and `nonce`, bound to the visit. Section 1 of the account reference.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from inclusion.contact import fold
from inclusion.errors import Invalid

ALGORITHMS = ("ES256", "RS256")
LEEWAY = timedelta(seconds=10)
OLDEST = timedelta(minutes=10)
LONGEST_SUB = 255
DANCE_KEPT = timedelta(minutes=30)
PENDING_KEPT = timedelta(minutes=10)


class TokenRefused(Invalid):
    """A token that we do not believe; `code` names what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A service of the State that we know how to ask. method: what the visit remembers."""

    name: str
    about_url: str
    scopes: tuple[str, ...]
    is_for_agents: bool
    method: str


KINDS = {
    "franceconnect": Kind(
        name="FranceConnect",
        about_url="https://franceconnect.gouv.fr/",
        scopes=("openid", "given_name", "family_name", "preferred_username", "birthdate", "email"),
        is_for_agents=False,
        method="fc",
    ),
    "proconnect": Kind(
        name="ProConnect",
        about_url="https://www.proconnect.gouv.fr/",
        scopes=("openid", "given_name", "usual_name"),
        is_for_agents=True,
        method="proconnect",
    ),
}


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider that registered us. acr_values: the levels asked for and accepted."""

    code: str
    kind: Kind
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    acr_values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, as a provider tells: keyed on (issuer, sub), never on the e-mail.

    name: as one is called; birth_name: on the papers. birth_on: as we keep dates, maybe partial.
    """

    provider: str
    issuer: str
    sub: str
    acr: str | None
    name: str
    birth_name: str
    birth_on: str | None
    email: str | None


def check_id_token(
    claims: Mapping[str, Any],
    *,
    provider: Provider,
    nonce: str,
    access_token: str,
    at: datetime,
) -> str:
    """Return the `sub` of an ID token whose signature is right; raises TokenRefused."""
    _check_parties(claims, provider)
    _check_times(claims, at)
    if not hmac.compare_digest(_text(claims, "nonce").encode(), nonce.encode()):
        raise TokenRefused("nonce")
    if provider.acr_values and claims.get("acr") not in provider.acr_values:
        raise TokenRefused("acr")
    if "at_hash" in claims and claims["at_hash"] != _half_hash(access_token):
        raise TokenRefused("at_hash")
    return _sub(claims)


def check_userinfo(
    claims: Mapping[str, Any], *, provider: Provider, sub: str, at: datetime
) -> None:
    """Believe a signed userinfo of the same person; raises TokenRefused."""
    _check_parties(claims, provider)
    _check_times(claims, at)
    if _sub(claims) != sub:
        raise TokenRefused("sub")


def identity(
    provider: Provider, id_token: Mapping[str, Any], userinfo: Mapping[str, Any]
) -> Identity:
    """Return who two checked tokens tell of."""
    given = _text(userinfo, "given_name")
    family = _text(userinfo, "family_name") or _text(userinfo, "usual_name")
    usual = _text(userinfo, "preferred_username") or family
    return Identity(
        provider=provider.code,
        issuer=provider.issuer,
        sub=_sub(id_token),
        acr=_text(id_token, "acr")[:60] or None,
        name=f"{given} {usual}".strip(),
        birth_name=f"{given} {family}".strip(),
        birth_on=birth_on(_text(userinfo, "birthdate")),
        email=_text(userinfo, "email") or None,
    )


def birth_on(told: str) -> str | None:
    """Return « 1971-05-14 », « 1971-05 » or « 1971 » from what a provider writes.

    FranceConnect writes 1971-05-00 and 1971-00-00 when the papers say no more. What makes no date
    (31 February) is kept as far as it makes one; None when nothing does.
    """
    year, month, day = [*told.split("-"), "", ""][:3]
    parts = [part if part.isascii() and part.isdecimal() else "" for part in (year, month, day)]
    if len(parts[0]) != 4:
        return None
    for known in (3, 2, 1):
        numbers = [int(part or 0) for part in parts[:known]]
        try:
            date(*[*numbers, 1, 1][:3])
        except ValueError:
            continue
        return "-".join(f"{number:0{4 if i == 0 else 2}d}" for i, number in enumerate(numbers))
    return None


def may_be(told: Identity, name: str, birth: str | None) -> bool:
    """Tell whether a name and a birth date that we hold may be those of an identity.

    Every word that we know is one of theirs, and neither date speaks against the other. It
    proposes; it never decides.
    """
    known = set(fold(name).split())
    theirs = set(fold(f"{told.name} {told.birth_name}").split())
    ours, other = birth or "", told.birth_on or ""
    return bool(known) and known <= theirs and (ours.startswith(other) or other.startswith(ours))


def _check_parties(claims: Mapping[str, Any], provider: Provider) -> None:
    if claims.get("iss") != provider.issuer:
        raise TokenRefused("issuer")
    if claims.get("aud") not in (provider.client_id, [provider.client_id]):
        raise TokenRefused("audience")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise TokenRefused("audience")


def _check_times(claims: Mapping[str, Any], at: datetime) -> None:
    present, leeway = at.timestamp(), LEEWAY.total_seconds()
    if present >= _number(claims, "exp") + leeway:
        raise TokenRefused("expired")
    if not -leeway <= present - _number(claims, "iat") <= OLDEST.total_seconds():
        raise TokenRefused("issued_at")


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused(name)
    return value


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) else ""


def _sub(claims: Mapping[str, Any]) -> str:
    sub = claims.get("sub")
    if not isinstance(sub, str) or not 0 < len(sub) <= LONGEST_SUB or not sub.isascii():
        raise TokenRefused("sub")
    return sub


def _half_hash(access_token: str) -> str:
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()
