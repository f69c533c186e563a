"""References, codes and keyed hashes: everything random that a person or a row carries."""

import hashlib
import hmac
import secrets

from stdnum import damm

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
PUBLIC_ID_LENGTH = 16
SPOKEN_LOWEST, SPOKEN_HIGHEST = 10, 69
CARD_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CARD_CODE_LENGTH = 10
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1"})


def public_id() -> str:
    """Return a random reference for an address: 16 characters, 79 bits, none that look alike."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


def secret_token() -> str:
    """Return 256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def digest(value: str | bytes) -> str:
    """Return the SHA-256 of `value` in hexadecimal, for tokens that are long and random."""
    data = value.encode() if isinstance(value, str) else value
    return hashlib.sha256(data).hexdigest()


def keyed_digest(key: bytes, text: str) -> str:
    """Return HMAC-SHA-256 in hexadecimal: a guessable value that may be compared, not read."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def account_identifier() -> str:
    """Return nine digits: eight random ones, the first not 0, and a Damm check digit."""
    body = str(secrets.randbelow(90_000_000) + 10_000_000)
    return body + damm.calc_check_digit(body)


def is_account_identifier(text: str) -> bool:
    """Tell whether `text` is nine digits that end with the right check digit."""
    return len(text) == 9 and text.isdecimal() and text.isascii() and damm.is_valid(text)


def spoken_code() -> str:
    """Return eight digits to say as four numbers from 10 to 69.

    70 to 99 are left out: « soixante-dix-neuf » is where French codes go wrong on the telephone.
    """
    span = SPOKEN_HIGHEST - SPOKEN_LOWEST + 1
    return "".join(str(SPOKEN_LOWEST + secrets.randbelow(span)) for _ in range(4))


def group_identifier(identifier: str) -> str:
    """Return « 482 719 356 »: the number of an account in groups of three."""
    return " ".join(identifier[i : i + 3] for i in range(0, len(identifier), 3))


def group_code(code: str) -> str:
    """Return « 48 27 39 15 »: a spoken code in groups of two."""
    return " ".join(code[i : i + 2] for i in range(0, len(code), 2))


def only_digits(text: str) -> str:
    """Return the ASCII digits of what a person typed, whatever stands between them."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


def card_code(length: int = CARD_CODE_LENGTH) -> str:
    """Return random signs to copy by hand, 5 bits each. Source: Crockford's base 32."""
    return "".join(secrets.choice(CARD_ALPHABET) for _ in range(length))


def read_card_code(text: str) -> str:
    """Return what was typed as a card shows it: no blanks, capitals, O as 0, I and L as 1."""
    return "".join(c for c in text.upper() if c.isalnum()).translate(_FORGIVEN)


def group_card_code(code: str) -> str:
    """Return « K7Q2 9XW M4T »: the code of a card in groups of four, three and three."""
    return " ".join(part for part in (code[:4], code[4:7], code[7:]) if part)
