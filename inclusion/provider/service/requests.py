"""An OAuth request as Authlib reads it, made from plain values: no web framework here."""

import base64
import binascii
from collections import defaultdict
from collections.abc import Mapping, Sequence

from authlib.oauth2.rfc6749 import OAuth2Payload, OAuth2Request

Pairs = Sequence[tuple[str, str]]


class Payload(OAuth2Payload):  # type: ignore[misc]  # authlib has no types
    """The parameters of a request, each as often as it was sent."""

    def __init__(self, pairs: Pairs) -> None:
        """Keep the first value of each and the list of all."""
        self._datalist: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in pairs:
            self._datalist[name].append(value)
        self._data = {name: values[0] for name, values in self._datalist.items()}

    @property
    def data(self) -> dict[str, str]:
        """Return the first value of each parameter."""
        return self._data

    @property
    def datalist(self) -> defaultdict[str, list[str]]:
        """Return every value of each parameter."""
        return self._datalist

    @property
    def repeated(self) -> bool:
        """Tell whether a parameter came twice."""
        return any(len(values) > 1 for values in self._datalist.values())


class Request(OAuth2Request):  # type: ignore[misc]  # authlib has no types
    """A request to an endpoint of the provider. uri: ours, as people and services type it."""

    def __init__(
        self, *, method: str, uri: str, pairs: Pairs, headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep the parameters, and only an Authorization header that can be read."""
        kept = {}
        if headers and _is_readable(headers.get("Authorization", "")):
            kept["Authorization"] = headers["Authorization"]
        super().__init__(method, uri, headers=kept)
        self.payload = Payload(pairs)

    @property
    def args(self) -> dict[str, str]:
        """Return the parameters."""
        return self.payload.data

    @property
    def form(self) -> dict[str, str]:
        """Return the parameters."""
        return self.payload.data


def _is_readable(header: str) -> bool:
    kind, _space, rest = header.partition(" ")
    if kind.lower() != "basic":
        return bool(header)
    try:
        base64.b64decode(rest.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return False
    return True
