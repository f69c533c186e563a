"""The wraps of a rescue: sealed to a trusted person, to a code said aloud, to two bodies in turn.

Each is a plain age file of the safe's identity, or of such a file.
"""

import secrets
from dataclasses import dataclass, field

from inclusion import crypto
from inclusion.officers_file import OfficerBody
from inclusion.safe.rules import card
from inclusion.tokens import digest

HANDOVER_PURPOSE = "inclusion.rescue.v1.handover"
HANDOVER_FINGERPRINT_PURPOSE = "inclusion.rescue.v1.handover-fingerprint"
FIRST_LINE = b"age-encryption.org/v1\n"


@dataclass(frozen=True, slots=True)
class Handover:
    """A code just drawn, that opens once: its text is shown once and kept nowhere."""

    text: str = field(repr=False)
    recipient: str
    fingerprint: str


def new_handover() -> Handover:
    """Draw the code by which a trusted person gives a safe back."""
    secret = secrets.token_bytes(card.SECRET_BYTES)
    recipient = crypto.recipient_of(handover_identity(secret))
    return Handover(card.written(secret), recipient, handover_fingerprint(secret))


def handover_identity(secret: bytes) -> str:
    """Give the identity that a code's 20 bytes stand for."""
    return crypto.identity_from(crypto.hkdf(secret, purpose=HANDOVER_PURPOSE))


def handover_fingerprint(secret: bytes) -> str:
    """Give what the server keeps of a code: enough to know it again, useless to open."""
    return digest(crypto.hkdf(secret, purpose=HANDOVER_FINGERPRINT_PURPOSE))


@dataclass(frozen=True, slots=True)
class TwiceSealed:
    """An identity sealed to two bodies: the first opens `outer`, the second what came out.

    half_sha256: of what comes out, by which it is known again.
    """

    outer: bytes
    half_sha256: str


def seal_twice(identity: str, *, first: OfficerBody, second: OfficerBody) -> TwiceSealed:
    """Seal an identity so that it takes an officer of each body, the first body before."""
    half = crypto.seal_to(identity.encode(), recipients=second.recipients)
    return TwiceSealed(crypto.seal_to(half, recipients=first.recipients), digest(half))


def bodies_digest(first: OfficerBody, second: OfficerBody) -> str:
    """Give what tells whether a wrap is for the bodies of today."""
    return digest("\n".join((*sorted(first.recipients), "", *sorted(second.recipients))))


def read_identity(content: bytes) -> str | None:
    """Return the identity in what an officer gave back, None when it holds none."""
    try:
        text = content.decode("ascii").strip()
        crypto.recipient_of(text)
    except (UnicodeDecodeError, crypto.CannotOpen):
        return None
    return text
