"""Addresses of services: which may be registered, which may be called (pure)."""

import ipaddress
import re
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LONGEST = 1_000
_NETLOC = re.compile(r"[A-Za-z0-9.\-:\[\]]+")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_registrable(text: str, *, with_loopback: bool) -> bool:
    """Tell whether an address may be registered: https, whole, exact.

    with_loopback: http on this machine is accepted, so that a service can be tried.
    """
    if not (text.isascii() and text.isprintable() and len(text) <= LONGEST):
        return False
    if any(sign in text for sign in ' "<>\\^`{|}*#'):
        return False
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or not _NETLOC.fullmatch(parts.netloc):
        return False
    return parts.scheme == "https" or (
        with_loopback and parts.scheme == "http" and host in LOOPBACK
    )


def origin(address: str) -> str:
    """Return the scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def hosts(addresses: list[str]) -> set[str]:
    """Return the hosts of some addresses."""
    return {urlsplit(address).hostname or "" for address in addresses}


def is_public(text: str) -> bool:
    """Tell whether an IP address is one of the Internet, not of a machine or a network of ours.

    An IPv6 address that carries an IPv4 one is judged by what it carries, or refused.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(str(address.ipv4_mapped))
        if address.sixtofour or address.teredo or address in _NAT64 or address.scope_id:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
