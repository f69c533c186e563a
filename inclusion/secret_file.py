"""The server's secret keys: read from one private file, made by a first development run."""

import base64
import contextlib
import json
import os
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inclusion import receipts

SHORTEST_BYTES = 32
_KEYS = ("session_key", "pepper", "lookup_key", "signing_key")
FORMER = "former_signing_keys"


class SettingsError(Exception):
    """A setting that the product cannot start with; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The keys of the server: 32 random bytes each, never in the database nor its backups."""

    session_key: bytes = field(repr=False)
    pepper: bytes = field(repr=False)
    lookup_key: bytes = field(repr=False)
    signing_key: bytes = field(repr=False)
    former_signing_keys: tuple[str, ...] = ()
    """Public halves, in base64url, of keys that signed receipts before."""

    @property
    def verifying_keys(self) -> list[dict[str, Any]]:
        """Return the public keys that our receipts may bear."""
        return receipts.key_set(self.signing_key, self.former_signing_keys)


def read_secrets(path: Path, environment: str) -> Secrets:
    """Read the keys, made on the first development run. Raises SettingsError."""
    if not path.exists():
        if environment == "production":
            raise SettingsError(
                f"There is no secret file at {path}: docs/operations.md says how to make one."
            )
        _write_secrets(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.get("generated") and not all(name in content for name in _KEYS):
            content = _completed_secrets(path, content)
        keys = [base64.urlsafe_b64decode(content[name]) for name in _KEYS]
        former = tuple(str(one) for one in content.get(FORMER, ()))
        if any(len(key) < SHORTEST_BYTES for key in keys):
            raise SettingsError(f"A secret in {path} is shorter than {SHORTEST_BYTES} bytes.")
        receipts.key_set(keys[-1], former)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"The secret file {path} cannot be read: {error}.") from error
    if environment == "production" and content.get("generated"):
        raise SettingsError(
            f"The secrets in {path} were made by a development run: production wants its own."
        )
    return Secrets(**dict(zip(_KEYS, keys, strict=True)), former_signing_keys=former)


def rotate_signing_key(path: Path) -> None:
    """Draw another signing key; the public half of the old one stays, so that receipts verify."""
    content = json.loads(path.read_text(encoding="utf-8"))
    old = receipts.public_key(base64.urlsafe_b64decode(content["signing_key"]))
    content[FORMER] = [old["x"], *content.get(FORMER, ())]
    content["signing_key"] = _drawn_keys()["signing_key"]
    _replace(path, content)


def _write_secrets(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps({"generated": True, **_drawn_keys()}, indent=2) + "\n"
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    with contextlib.suppress(FileExistsError):  # another process of the same start was first
        os.link(draft, path)
    draft.unlink()


def _drawn_keys() -> dict[str, str]:
    return {name: base64.urlsafe_b64encode(random.token_bytes(32)).decode() for name in _KEYS}


def _completed_secrets(path: Path, content: dict[str, object]) -> dict[str, object]:
    """Add to the secrets of an older development run the keys that it did not know."""
    completed = {**_drawn_keys(), **content}
    _replace(path, completed)
    return completed


def _replace(path: Path, content: Mapping[str, object]) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(json.dumps(content, indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
