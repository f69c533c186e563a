"""The few calls into age, Argon2id, HKDF, HMAC and AES-GCM that we allow.

Nothing is invented here: each function is one call of a published construction. Bodies go
through the streaming calls of pyrage, which release the interpreter lock; its `passphrase`
module is not used (its scrypt cost cannot be set and takes more than 1 GiB).
"""

import errno
import hmac
import io
import secrets
from collections.abc import Sequence
from typing import BinaryIO, Protocol

import bech32
import pyrage
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
IDENTITY_PREFIX = "age-secret-key-"
READ_BUFFER_BYTES = 1 << 18


class CannotOpen(Exception):
    """The key does not open this, or its bytes are not those that were sealed."""


class Readable(Protocol):
    """Whatever age can read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Give at most `size` bytes."""


class Writable(Protocol):
    """Whatever age can write to."""

    def write(self, content: bytes, /) -> int:
        """Take some bytes and say how many."""


def random_key() -> bytes:
    """Draw 32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def argon2id(
    secret: bytes, *, salt: bytes, memory_kib: int, time_cost: int, parallelism: int
) -> bytes:
    """Stretch a secret into 32 bytes. Source: RFC 9106."""
    return hash_secret_raw(
        secret,
        salt,
        time_cost=time_cost,
        memory_cost=memory_kib,
        parallelism=parallelism,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def hkdf(material: bytes, *, purpose: str, salt: bytes | None = None) -> bytes:
    """Derive 32 bytes for one purpose. Source: RFC 5869, with SHA-256."""
    return HKDF(SHA256(), KEY_BYTES, salt, purpose.encode()).derive(material)


def hmac_sha256(key: bytes, content: bytes) -> bytes:
    """Authenticate content under a key. Source: RFC 2104."""
    return hmac.digest(key, content, "sha256")


def seal_blob(key: bytes, content: bytes, *, bound_to: bytes) -> bytes:
    """Seal a few bytes under a symmetric key, tied to their place. Source: AES-256-GCM."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def open_blob(key: bytes, sealed: bytes, *, bound_to: bytes) -> bytes:
    """Open what `seal_blob` sealed. Raises CannotOpen."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def new_identity() -> str:
    """Draw an age identity (`AGE-SECRET-KEY-1…`)."""
    return str(pyrage.x25519.Identity.generate())


def identity_from(seed: bytes) -> str:
    """Write 32 bytes as an age identity. Source: C2SP age, "The X25519 recipient type"."""
    words = bech32.convertbits(seed, 8, 5)
    if len(seed) != KEY_BYTES or words is None:
        raise ValueError("an age identity is made of 32 bytes")
    return bech32.bech32_encode(IDENTITY_PREFIX, words).upper()


def recipient_of(identity: str) -> str:
    """Give the public key (`age1…`) of an identity."""
    return str(_identity(identity).to_public())


def seal(content: bytes, *, recipient: str) -> bytes:
    """Seal a short content to a public key as an age file."""
    sealed = io.BytesIO()
    seal_stream(io.BytesIO(content), sealed, recipient=recipient)
    return sealed.getvalue()


def seal_to(content: bytes, *, recipients: Sequence[str]) -> bytes:
    """Seal a short content so that any one of several keys opens it."""
    sealed = io.BytesIO()
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    pyrage.encrypt_io(io.BytesIO(content), sealed, keys)
    return sealed.getvalue()


def is_recipient(text: str) -> bool:
    """Tell whether a text is a public key (`age1…`)."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def unseal(sealed: bytes, *, identity: str) -> bytes:
    """Open a short age file. Raises CannotOpen."""
    content = io.BytesIO()
    open_stream(io.BytesIO(sealed), content, identity=identity)
    return content.getvalue()


def seal_stream(source: Readable, sink: Writable, *, recipient: str) -> None:
    """Seal a stream to a public key as an age file, 64 KiB at a time.

    What the sink raises comes out as it is: the library gives it another name, or drops it when
    it is about the last bytes.
    """
    watched = _Watched(sink)
    try:
        pyrage.encrypt_io(source, watched, [pyrage.x25519.Recipient.from_str(recipient)])
    except pyrage.EncryptError as error:
        raise watched.failure or OSError(errno.EIO, "sealing stopped") from error
    if watched.failure is not None:
        raise watched.failure


def open_stream(source: BinaryIO, sink: Writable, *, identity: str) -> None:
    """Open an age file into a sink. Raises CannotOpen.

    Bytes already written before a fault are good ones of a bad whole: the caller must write to
    a private spool, and give nothing of it when this raises.
    """
    buffered = io.BufferedReader(source, READ_BUFFER_BYTES)  # type: ignore[type-var, unused-ignore]
    watched = _Watched(sink)
    try:
        pyrage.decrypt_io(buffered, watched, [_identity(identity)])
    except (pyrage.DecryptError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise watched.failure or CannotOpen from None
    finally:
        buffered.detach()
    if watched.failure is not None:
        raise watched.failure


class _Watched:
    """A sink that remembers what it raised."""

    def __init__(self, sink: Writable) -> None:
        self.sink = sink
        self.failure: Exception | None = None

    def write(self, content: bytes, /) -> int:
        try:
            return self.sink.write(content)
        except Exception as error:
            self.failure = error
            raise

    def flush(self) -> None:
        """Do nothing: who made the sink flushes it."""


def _identity(text: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        raise CannotOpen from None
