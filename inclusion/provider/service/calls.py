"""Call a service's address, never one of our own networks.

The name is resolved once, every address it has is judged, and the connection goes to the very
address that was judged: a name that changes its mind in between gains nothing. No redirect is
followed, no proxy is used.
"""

import http.client
import socket
import ssl
from urllib.parse import urlencode, urlsplit

from inclusion.provider.rules.addresses import is_public

TIMEOUT_SECONDS = 5.0
PORTS = {"http": 80, "https": 443}


class Refused(Exception):
    """The address leads into a private network, or is not https."""


class Unreachable(Exception):
    """The service does not answer as it should; the text is a short code."""


def post_form(url: str, values: dict[str, str], *, allow_private: bool) -> int:
    """Post a form and return the status.

    allow_private: a test setting that also accepts http. Raises Refused, Unreachable.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise Refused("scheme")
    address = resolved(host, port, allow_private=allow_private)
    connection = _Pinned(host, port, address=address, is_tls=parts.scheme == "https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "*/*"}
    try:
        connection.request("POST", path, urlencode(values), headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        connection.close()


def resolved(host: str, port: int, *, allow_private: bool) -> str:
    """Return an address of a host, once all of them are found to be public.

    Raises Refused, Unreachable.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("name") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses:
        raise Unreachable("name")
    if not allow_private and not all(is_public(address) for address in addresses):
        raise Refused("private")
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to one address; TLS still checks the name."""

    def __init__(self, host: str, port: int, *, address: str, is_tls: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT_SECONDS)
        self.address, self.is_tls = address, is_tls

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), TIMEOUT_SECONDS)
        if self.is_tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
