"""Addresses and codes lie sealed in the outbox, under a key that no backup of it holds.

Each process says once which secrets it runs with: services that post a message know no setting.
"""

import json
from dataclasses import dataclass, field

from inclusion import crypto
from inclusion.secret_file import Secrets

_PURPOSE = "trait-d-union/outbox/v1"


@dataclass(frozen=True, slots=True)
class Content:
    """Where a message goes, and the values of its text."""

    to: str
    values: dict[str, str]


@dataclass(slots=True)
class _Process:
    key: bytes | None = field(default=None, repr=False)


_process = _Process()


def use(secrets: Secrets) -> None:
    """Seal from now on, in this process, under these secrets."""
    _process.key = _key(secrets)


def seal(content: Content, *, public_id: str) -> bytes:
    """Seal what a message says, tied to it."""
    if _process.key is None:
        raise RuntimeError("call messages.sealing.use(settings.secrets) when the process starts")
    plain = json.dumps({"to": content.to, "values": content.values}).encode()
    return crypto.seal_blob(_process.key, plain, bound_to=public_id.encode())


def opened(sealed: bytes, *, public_id: str, secrets: Secrets) -> Content:
    """Open what `seal` sealed; raises crypto.CannotOpen."""
    plain = crypto.open_blob(_key(secrets), sealed, bound_to=public_id.encode())
    return Content(**json.loads(plain))


def _key(secrets: Secrets) -> bytes:
    return crypto.hkdf(secrets.lookup_key, purpose=_PURPOSE)
