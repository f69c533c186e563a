"""The keys of a safe, as plain age files: identities, wraps, metadata and padded bodies.

One age identity per safe, wrapped by the passphrase and by the rescue card; one age identity
per document, granted to its owner. Every file here opens with the public `age` tool and the
right identity. Source: reference safe.md §3.2, C2SP age.
"""

import hmac
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from inclusion import crypto
from inclusion.safe.rules import card
from inclusion.safe.rules.files import padded_size
from inclusion.settings import Argon2Cost
from inclusion.tokens import digest

SCHEME = 2
METADATA_BUCKET_BYTES = 1024
SALT_BYTES = 16

PASSPHRASE_PURPOSE = "inclusion.safe.v1.passphrase"  # noqa: S105 - a label, no secret
CARD_PURPOSE = "inclusion.safe.v1.card"
CARD_FINGERPRINT_PURPOSE = "inclusion.safe.v1.card-fingerprint"
INDEX_PURPOSE = "inclusion.safe.v2.index"


@dataclass(frozen=True, slots=True)
class Stretch:
    """How a passphrase was stretched, kept beside its wrap."""

    salt: str
    memory_kib: int
    time_cost: int
    parallelism: int

    @classmethod
    def fresh(cls, cost: Argon2Cost) -> "Stretch":
        """Draw a salt for today's cost."""
        salt = secrets.token_hex(SALT_BYTES)
        return cls(salt, cost.memory_kib, cost.time_cost, cost.parallelism)

    def as_mapping(self) -> dict[str, object]:
        """Give the values as the row keeps them."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is true of a document and is written nowhere in clear.

    images_sha256: of every object but the body, in order of kind and position. given_sha256: of
    the file as it came, when the body is another. expires_on: an ISO date. depositor: who put it
    in, in words. details: the values of a note, a contact or a date. original_bytes: the true size
    of each photo kept as it came.
    """

    document: str
    version: int
    name: str
    kind: str
    category: str
    size_bytes: int
    plain_sha256: str
    sealed_sha256: str
    pages: int
    images_sha256: str
    extension: str = ""
    verdict: str = "accepted"
    scan: str = "not_scanned"
    given_sha256: str = ""
    original_extension: str = ""
    folder: str = ""
    note: str = ""
    expires_on: str = ""
    depositor: str = ""
    details: dict[str, str] = field(default_factory=dict)
    original_bytes: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper in the index of its safe: its key, its state, and the hash of its sealed metadata.

    binned_at: an ISO instant, empty outside the bin.
    """

    key: str
    sealed_sha256: str
    metadata: Metadata
    state: str = "kept"
    binned_at: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """What a safe holds, as its owner left it: sealed to the owner, written anew at each change.

    count: how often it was written. journal_*: the safe's journal when it was.
    """

    count: int
    journal_length: int
    journal_head: str
    papers: dict[str, Listed]


@dataclass(frozen=True, slots=True)
class Card:
    """A rescue card just drawn: its text is shown once and kept nowhere."""

    text: str
    recipient: str
    fingerprint: str


def passphrase_identity(passphrase: str, *, stretch: Stretch, pepper: bytes, safe: str) -> str:
    """Give the identity that a passphrase opens a safe's wrap with.

    The pepper lives outside the database: a stolen database alone cannot be guessed at.
    """
    stretched = crypto.argon2id(
        unicodedata.normalize("NFC", passphrase).encode(),
        salt=bytes.fromhex(stretch.salt),
        memory_kib=stretch.memory_kib,
        time_cost=stretch.time_cost,
        parallelism=stretch.parallelism,
    )
    peppered = stretched + crypto.hmac_sha256(pepper, safe.encode())
    return crypto.identity_from(crypto.hkdf(peppered, purpose=PASSPHRASE_PURPOSE))


def new_card() -> Card:
    """Draw a rescue card."""
    secret = secrets.token_bytes(card.SECRET_BYTES)
    recipient = crypto.recipient_of(card_identity(secret))
    return Card(card.written(secret), recipient, card_fingerprint(secret))


def card_identity(secret: bytes) -> str:
    """Give the identity that a card's 20 bytes stand for."""
    return crypto.identity_from(crypto.hkdf(secret, purpose=CARD_PURPOSE))


def card_fingerprint(secret: bytes) -> str:
    """Give what the server keeps of a card: enough to know it again, useless to open."""
    return digest(crypto.hkdf(secret, purpose=CARD_FINGERPRINT_PURPOSE))


def wrap(identity: str, *, recipient: str) -> bytes:
    """Seal an identity to another key."""
    return crypto.seal(identity.encode(), recipient=recipient)


def unwrap(wrapped: bytes, *, identity: str) -> str:
    """Open a wrapped identity. Raises CannotOpen."""
    return crypto.unseal(wrapped, identity=identity).decode()


def seal_metadata(metadata: Metadata, *, recipient: str) -> bytes:
    """Seal metadata, padded with spaces (still JSON) so that its size says nothing."""
    text = json.dumps(asdict(metadata), ensure_ascii=False).encode()
    room = -len(text) % METADATA_BUCKET_BYTES
    return crypto.seal(text + b" " * room, recipient=recipient)


def open_metadata(sealed: bytes, *, identity: str) -> Metadata:
    """Open sealed metadata. Raises CannotOpen."""
    values: Mapping[str, object] = json.loads(crypto.unseal(sealed, identity=identity))
    try:
        return Metadata(**values)  # type: ignore[arg-type]  # sealed by us, checked on use
    except TypeError:
        raise crypto.CannotOpen from None


def scheme_of(sealed: bytes, *, identity: str) -> int:
    """Return the scheme that sealed metadata was written by. Raises CannotOpen."""
    return 2 if "verdict" in json.loads(crypto.unseal(sealed, identity=identity)) else 1


def seal_index(index: Index, *, identity: str) -> bytes:
    """Seal the index of a safe to its owner, padded so that its size says little.

    Anybody may seal to a public key: the first line, a MAC that only the identity gives, says that
    the owner did.
    """
    text = json.dumps(asdict(index), ensure_ascii=False).encode()
    text += b" " * (padded_size(len(text)) - len(text))
    content = _index_mac(text, identity).hex().encode() + b"\n" + text
    return crypto.seal(content, recipient=crypto.recipient_of(identity))


def open_index(sealed: bytes, *, identity: str) -> Index:
    """Open the index of a safe. Raises CannotOpen, also when its owner did not write it."""
    mac, _newline, text = crypto.unseal(sealed, identity=identity).partition(b"\n")
    if not hmac.compare_digest(mac, _index_mac(text, identity).hex().encode()):
        raise crypto.CannotOpen
    try:
        values = json.loads(text)
        papers = {
            document: Listed(**{**listed, "metadata": Metadata(**listed["metadata"])})
            for document, listed in values.pop("papers").items()
        }
        return Index(**values, papers=papers)
    except (TypeError, KeyError):
        raise crypto.CannotOpen from None


def _index_mac(text: bytes, identity: str) -> bytes:
    key = crypto.hkdf(identity.encode(), purpose=INDEX_PURPOSE)
    return crypto.hmac_sha256(key, text)
