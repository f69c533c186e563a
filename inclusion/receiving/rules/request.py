"""Read what a service says of the paper that it deposits (pure)."""

import json
import re
from dataclasses import dataclass
from typing import Any

from inclusion.errors import DomainError
from inclusion.receiving.rules import NOTE_LENGTH

FIELDS = ("sub", "name", "category", "note", "sha256")
NEEDED = ("sub", "name", "category")
LONGEST = {"sub": 64, "name": 120, "category": 32, "note": NOTE_LENGTH, "sha256": 64}
SHA256 = re.compile(r"[0-9a-f]{64}")
LONGEST_JSON = 10_000


class Malformed(DomainError):
    """The request is not written as the documentation says; `field` is what is wrong."""

    status = 400


@dataclass(frozen=True, slots=True)
class Said:
    """What a service says of a paper. sub: the person, as this service knows them."""

    sub: str
    name: str
    category: str
    note: str = ""
    sha256: str = ""


def read(text: str) -> Said:
    """Return the metadata of a deposit; raises Malformed."""
    values = _object(text)
    for field in FIELDS:
        value = values.get(field, "")
        if not isinstance(value, str) or not _is_text(value) or len(value) > LONGEST[field]:
            raise Malformed(field, field=field)
    for field in NEEDED:
        if not values.get(field, "").strip():
            raise Malformed(field, field=field)
    if set(values) - set(FIELDS):
        raise Malformed("unknown", field="metadata")
    sha256 = values.get("sha256", "").lower()
    if sha256 and not SHA256.fullmatch(sha256):
        raise Malformed("sha256", field="sha256")
    return Said(**{**values, "sha256": sha256})


def _object(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text) if len(text) <= LONGEST_JSON else None
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise Malformed("metadata", field="metadata")
    return values


def _is_text(value: str) -> bool:
    """Refuse what no database keeps: NUL, and halves of a sign."""
    return "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
