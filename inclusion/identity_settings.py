"""The outside services that tell who somebody is, as they registered us."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from inclusion.secret_file import SettingsError
from inclusion.store_settings import LOOPBACK

# code: issuer, client id, file of the secret, levels accepted and their default
_PROVIDERS = {
    "franceconnect": (
        "INCLUSION_FRANCECONNECT_ISSUER",
        "INCLUSION_FRANCECONNECT_CLIENT_ID",
        "INCLUSION_FRANCECONNECT_CLIENT_SECRET_FILE",
        "INCLUSION_FRANCECONNECT_ACR",
        "eidas1",
    ),
    "proconnect": (
        "INCLUSION_PROCONNECT_ISSUER",
        "INCLUSION_PROCONNECT_CLIENT_ID",
        "INCLUSION_PROCONNECT_CLIENT_SECRET_FILE",
        "INCLUSION_PROCONNECT_ACR",
        "",
    ),
}


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """An outside service that tells who somebody is, as it registered us.

    acr_values: the levels that we ask for and accept; none means that we neither ask nor check.
    """

    code: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    acr_values: tuple[str, ...] = ()


def identity_providers(
    environ: Mapping[str, str], environment: str
) -> tuple[IdentityProvider, ...]:
    """Read the providers that registered us. Raises SettingsError."""
    found = []
    for code, (*names, acr_name, acr_default) in _PROVIDERS.items():
        values = [environ.get(name, "") for name in names]
        if not any(values):
            continue
        if not all(values):
            raise SettingsError(f"{', '.join(names)} go together: set the three, or none.")
        issuer, client_id, secret_file = values
        acr_values = tuple(environ.get(acr_name, acr_default).split())
        _check_issuer(names[0], issuer, environment)
        secret = _secret_text(names[2], Path(secret_file))
        found.append(IdentityProvider(code, issuer, client_id, secret, acr_values))
    return tuple(found)


def _check_issuer(name: str, issuer: str, environment: str) -> None:
    parts = urlsplit(issuer)
    is_local = environment == "development" and parts.hostname in LOOPBACK
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_local)
    if not is_safe or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(
            f"{name} is {issuer!r}: write the https:// address that the provider gave."
        )


def _secret_text(name: str, path: Path) -> str:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{name}: {path} cannot be read: {error}.") from error
    if not secret:
        raise SettingsError(f"{name}: {path} is empty.")
    return secret
