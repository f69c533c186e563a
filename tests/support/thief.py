"""A thief with the database, the store, a backup and the secret file, who tries every key."""

import base64
import binascii
import contextlib
import itertools
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyrage

from inclusion import crypto
from inclusion.crypto import CannotOpen
from inclusion.lending import envelope as lending
from inclusion.receiving.rules import ANSWER_PURPOSE
from inclusion.rescue import envelope as rescue
from inclusion.safe import envelope
from inclusion.safe.envelope import Stretch
from inclusion.safe.rules import card

AGE_MAGIC = b"age-encryption.org/v1"
WRAP_BYTES = 1_200  # a key that was derived opens wraps, which are shorter than this
AGE_KEY = re.compile(rb"AGE-SECRET-KEY-1[02-9A-Z]{58}")
TOKEN = re.compile(rb"[A-Za-z0-9+/=_-]{32,}")
LINK_TOKEN = re.compile(rb"(?<![\w+/=-])[\w-]{43}(?![\w+/=-])")
SPOKEN = re.compile(rb"(?<![\w.-])[1-6]\d{7}(?![\w.-])")
Guess = tuple[bytes, str]
"""A wrap, and an identity that may open it."""

PURPOSES = (
    envelope.PASSPHRASE_PURPOSE,
    envelope.CARD_PURPOSE,
    envelope.CARD_FINGERPRINT_PURPOSE,
    rescue.HANDOVER_PURPOSE,
    rescue.HANDOVER_FINGERPRINT_PURPOSE,
    lending.LINK_PURPOSE,
    ANSWER_PURPOSE,
    envelope.INDEX_PURPOSE,
)


def everything(loot: Path) -> dict[Path, bytes]:
    """Return every stolen file."""
    return {path: path.read_bytes() for path in sorted(loot.rglob("*")) if path.is_file()}


def opened_by_a_thief(loot: Path) -> Iterator[str]:
    """Try every key that lies in the loot against everything sealed; name what opens."""
    files = everything(loot)
    values = list(_values(loot))
    secrets = set(_secrets(files, values))
    yield from (f"unlock opened by {key.hex()[:8]}" for key in _unlocks(loot, secrets))
    yield from (f"an answer opened by {key[:8]!r}" for key in _answers(loot, values))
    found = _keyring(_in_clear(files))
    made = [*found, *_keyring(_identities(secrets))]
    sealed = {v for v in [*files.values(), *values] if isinstance(v, bytes)}
    for content in sorted(sealed, key=len):  # the wraps of keys are short: they come first
        if not content.startswith(AGE_MAGIC):
            continue
        if _opens(content, made if len(content) < WRAP_BYTES else found):
            yield f"an age file of {len(content)} bytes opened"
    guesses = itertools.chain(
        _guessed(values, loot), _of_desks(values, loot), _of_links(values, loot)
    )
    for wrapped, identity in guesses:
        if _opens(wrapped, _keyring([identity])):
            yield f"a wrap of {len(wrapped)} bytes guessed"


def _keyring(identities: Iterable[str]) -> list[pyrage.x25519.Identity]:
    return [pyrage.x25519.Identity.from_str(identity) for identity in set(identities)]


def _values(loot: Path) -> Iterator[object]:
    for path in loot.rglob("*.db"):
        connection = sqlite3.connect(path)
        connection.text_factory = bytes
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f'SELECT * FROM "{table.decode()}"'):  # noqa: S608
                yield from row
        connection.close()


def _secrets(files: dict[Path, bytes], values: list[object]) -> Iterator[bytes]:
    """Every 32 or 20 bytes that could be a key, wherever they lie."""
    texts = [content for path, content in files.items() if path.suffix == ".json"]
    texts += [value for value in values if isinstance(value, bytes)]
    for text in texts:
        for size in (20, 32):
            if len(text) >= size and not text.isascii():  # a bare key is no readable text
                yield text[:size]
                yield text[-size:]
        for token in TOKEN.findall(text):
            yield from _decoded(token)


def _decoded(token: bytes) -> Iterator[bytes]:
    padded = token.rstrip(b"=") + b"=" * (-len(token.rstrip(b"=")) % 4)
    for decode in (base64.urlsafe_b64decode, base64.b64decode, binascii.unhexlify):
        try:
            content = decode(padded if decode is not binascii.unhexlify else token)
        except (binascii.Error, ValueError):
            continue
        if len(content) in (20, 32):
            yield content


def _in_clear(files: dict[Path, bytes]) -> Iterator[str]:
    for content in files.values():
        yield from (found.decode() for found in AGE_KEY.findall(content))


def _identities(secrets: set[bytes]) -> Iterator[str]:
    for secret in secrets:
        yield crypto.identity_from((secret + secret)[:32])
        yield envelope.card_identity(secret[: card.SECRET_BYTES])
        for purpose in PURPOSES:
            yield crypto.identity_from(crypto.hkdf(secret, purpose=purpose))


def _rows(loot: Path, query: str) -> set[tuple[Any, ...]]:
    rows = set()
    for path in loot.rglob("*.db"):
        connection = sqlite3.connect(path)
        with contextlib.suppress(sqlite3.OperationalError):
            rows |= set(connection.execute(query))
        connection.close()
    return rows


def _of_desks(values: list[object], loot: Path) -> Iterator[Guess]:
    """Every short text, tried as the passphrase of an agent's desk key."""
    keys = json.loads(next(loot.rglob("secrets.json")).read_text())
    pepper = base64.urlsafe_b64decode(keys["pepper"])
    words = {v for v in values if isinstance(v, bytes) and 4 <= len(v) <= 60}
    query = (
        "SELECT wrapped, stretch, public_id FROM desk_key JOIN account ON account.id = account_id"
    )
    for (wrapped, stretch, agent), word in itertools.product(_rows(loot, query), words):
        identity = lending.desk_identity(
            word.decode("utf-8", "replace"),
            stretch=Stretch(**json.loads(stretch)),
            pepper=pepper,
            agent=agent,
        )
        yield wrapped, identity


def _of_links(values: list[object], loot: Path) -> Iterator[Guess]:
    """Every token with every code of eight digits, wherever they lie."""
    texts = [value for value in values if isinstance(value, bytes)]
    tokens = {found for text in texts for found in LINK_TOKEN.findall(text)}
    codes = {found for text in texts for found in SPOKEN.findall(text)}
    query = "SELECT wrapped, stretch FROM loan WHERE token_hash IS NOT NULL AND wrapped IS NOT NULL"
    for (wrapped, stretch), token, code in itertools.product(_rows(loot, query), tokens, codes):
        identity = lending.link_identity(
            token.decode(), code.decode(), stretch=Stretch(**json.loads(stretch))
        )
        yield wrapped, identity


def _guessed(values: list[object], loot: Path) -> Iterator[Guess]:
    """Every short text of the database, tried as the passphrase, with the stolen pepper."""
    keys = json.loads(next(loot.rglob("secrets.json")).read_text())
    pepper = base64.urlsafe_b64decode(keys["pepper"])
    words = {v for v in values if isinstance(v, bytes) and 4 <= len(v) <= 60}
    query = (
        "SELECT wrapped, stretch, public_id FROM safe_wrap JOIN safe ON safe.id = safe_id "
        "WHERE kind = 'passphrase'"
    )
    for (wrapped, stretch, safe), word in itertools.product(_rows(loot, query), words):
        identity = envelope.passphrase_identity(
            word.decode("utf-8", "replace"),
            stretch=Stretch(**json.loads(stretch)),
            pepper=pepper,
            safe=safe,
        )
        yield wrapped, identity


def _opens(content: bytes, keyring: list[pyrage.x25519.Identity]) -> bool:
    try:
        pyrage.decrypt(content, keyring)
    except pyrage.DecryptError:
        return False
    return True


def _unlocks(loot: Path, secrets: set[bytes]) -> Iterator[bytes]:
    keys = [secret for secret in secrets if len(secret) == 32]
    for (bound, sealed), key in itertools.product(_sealed_identities(loot), keys):
        # Whole, or after something written before it.
        for content in (sealed, sealed[len(key) :]):
            with contextlib.suppress(CannotOpen):
                crypto.open_blob(key, content, bound_to=bound.encode())
                yield key


def _sealed_identities(loot: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what visits have open: what it is bound to, and the identity sealed by a cookie."""
    for path in loot.rglob("*.db"):
        connection = sqlite3.connect(path)
        yield from connection.execute(
            "SELECT visit_ref || '|' || safe_id, sealed_identity FROM safe_unlock"
        )
        yield from connection.execute(
            "SELECT visit_ref || '|' || purpose || '|' || subject_id, sealed_identity "
            "FROM lending_unlock"
        )
        connection.close()


def _answers(loot: Path, values: list[object]) -> Iterator[bytes]:
    """Try every text of the database as the key that a depositor gave."""
    texts = {value for value in values if isinstance(value, bytes) and 20 <= len(value) <= 100}
    for path in loot.rglob("*.db"):
        connection = sqlite3.connect(path)
        rows = connection.execute("SELECT document, sealed_answer FROM safe_deposit").fetchall()
        connection.close()
        for (document, sealed), text in itertools.product(rows, texts):
            key = crypto.hkdf(text, purpose=ANSWER_PURPOSE)
            with contextlib.suppress(CannotOpen):
                crypto.open_blob(key, sealed, bound_to=document.encode())
                yield text
