"""The file of the two bodies whose officers may open a safe together: public keys only."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inclusion import crypto
from inclusion.contact import fold
from inclusion.secret_file import SettingsError

VARIABLE = "INCLUSION_OFFICERS_FILE"
SHAPE = 'write {"first": {"body": "…", "officer": "…", "recipients": ["age1…"]}, "second": {…}}'


@dataclass(frozen=True, slots=True)
class OfficerBody:
    """One of the two bodies: its name, who answers there, the public keys of its officers."""

    body: str
    officer: str
    recipients: tuple[str, ...]


def read_officers(path: str) -> tuple[OfficerBody, OfficerBody] | None:
    """Return the two bodies, None without a file; raises SettingsError with a sentence."""
    if not path:
        return None
    try:
        text = Path(path).read_text(encoding="utf-8")
        values = json.loads(text)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{VARIABLE}: {path} cannot be read: {error}.") from error
    if "AGE-SECRET-KEY" in text.upper():
        raise SettingsError(f"{VARIABLE}: {path} holds a secret key: it must never be here.")
    if not isinstance(values, dict) or set(values) != {"first", "second"}:
        raise SettingsError(f"{VARIABLE}: {SHAPE}.")
    first, second = _body(values, "first"), _body(values, "second")
    _check_apart(first, second)
    return first, second


def _body(values: dict[str, Any], which: str) -> OfficerBody:
    said = values[which]
    if not isinstance(said, dict) or set(said) != {"body", "officer", "recipients"}:
        raise SettingsError(f"{VARIABLE}, {which}: {SHAPE}.")
    names = [said["body"], said["officer"]]
    if not all(isinstance(name, str) and name.strip() for name in names):
        raise SettingsError(f"{VARIABLE}, {which}: write the name of the body and of its officer.")
    keys = said["recipients"]
    if not isinstance(keys, list) or not keys:
        raise SettingsError(f"{VARIABLE}, {which}: write one public key at least.")
    wrong = [key for key in keys if not isinstance(key, str) or not crypto.is_recipient(key)]
    if wrong:
        raise SettingsError(f"{VARIABLE}, {which}: {wrong[0]!r} is no public key (age1…).")
    return OfficerBody(said["body"].strip(), said["officer"].strip(), tuple(keys))


def _check_apart(first: OfficerBody, second: OfficerBody) -> None:
    if fold(first.body) == fold(second.body):
        raise SettingsError(f"{VARIABLE}: the two bodies must be different ones.")
    if fold(first.officer) == fold(second.officer):
        raise SettingsError(f"{VARIABLE}: the two officers must be different people.")
    if set(first.recipients) & set(second.recipients):
        raise SettingsError(f"{VARIABLE}: the two bodies must not share a key.")
