"""How long the next try waits (pure): a delay that grows, never a lock.

Sources: ASVS 5.0 §6.1.1 and §6.3.1, NIST SP 800-63B-4 §3.2.2.
"""

import ipaddress
from datetime import timedelta

FREE = 5
FIRST_DELAY = timedelta(seconds=15)
SLOWEST = timedelta(minutes=10)
_IPV4_BITS, _IPV6_BITS = 24, 56


def delay_after(failures: int, *, free: int = FREE) -> timedelta:
    """Return the wait after so many failures: none at first, then doubled, ten minutes at most."""
    if failures < free:
        return timedelta(0)
    return min(SLOWEST, FIRST_DELAY * (1 << min(failures - free, 10)))


def network_of(address: str) -> str:
    """Return the /24 of an IPv4 address, the /56 of an IPv6 one; what it is told when neither."""
    return _within(address, _IPV4_BITS)


def home_of(address: str) -> str:
    """Return what one subscriber holds: an IPv4 address, the /56 of an IPv6 one."""
    return _within(address, 32)


def _within(address: str, ipv4_bits: int) -> str:
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return address
    if parsed.version == 6 and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = ipv4_bits if parsed.version == 4 else _IPV6_BITS
    return str(ipaddress.ip_network(f"{parsed}/{bits}", strict=False))
