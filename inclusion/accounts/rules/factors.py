"""Second factors (pure): what counts as two, the steps of a code, where passkeys work.

Sources: RFC 6238 (TOTP), RFC 8176 (names of methods), WebAuthn level 3 §5.1.2, ASVS 5.0 §6.5.
"""

import ipaddress
from datetime import datetime, timedelta
from urllib.parse import urlsplit

STEP_SECONDS = 30
DIGITS = 6
NEIGHBOURS = 1
PENDING = timedelta(minutes=10)
"""How long a passphrase waits for the second factor."""
PASSKEY, MULTIPLE = "hwk", "mfa"
"""RFC 8176: a key in hardware, opened by its owner; more than one factor."""


def is_strong(methods: tuple[str, ...] | list[str]) -> bool:
    """Tell whether a sign-in gave two factors; a passkey that checks its owner is two."""
    return not {PASSKEY, MULTIPLE}.isdisjoint(methods)


def step_of(at: datetime) -> int:
    """Return the number of the 30 seconds that an instant lies in."""
    return int(at.timestamp()) // STEP_SECONDS


def steps_to_try(at: datetime, *, after: int) -> list[int]:
    """Return the steps whose code is taken: the present one and its neighbours, none used."""
    present = step_of(at)
    return [s for s in range(present - NEIGHBOURS, present + NEIGHBOURS + 1) if s > after]


def relying_party(public_url: str) -> str | None:
    """Return the domain that passkeys belong to, None for an address without a domain.

    A browser binds no passkey to an IP address: at http://127.0.0.1 none are offered.
    """
    host = urlsplit(public_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host or None
    return None
