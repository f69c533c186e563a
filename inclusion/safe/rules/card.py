"""The rescue card: 160 random bits written so that a hand can copy them."""

SECRET_BYTES = 20
GROUPS = 8
GROUP_LENGTH = 4
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1"})
_IGNORED = " -–.\u00a0\u202f\t\r\n"


def written(secret: bytes) -> str:
    """Give the 8 groups of 4 signs of a 20-byte secret. Source: Crockford's base 32."""
    number = int.from_bytes(secret, "big")
    signs = [ALPHABET[(number >> shift) & 31] for shift in range(155, -1, -5)]
    text = "".join(signs)
    return " ".join(text[at : at + GROUP_LENGTH] for at in range(0, len(text), GROUP_LENGTH))


def read(text: str) -> bytes | None:
    """Give back the 20 bytes, or None when the signs are not those of a card.

    Case, spaces and hyphens do not matter; O is read as 0, I and L as 1.
    """
    signs = cleaned(text)
    if len(signs) != GROUPS * GROUP_LENGTH or any(sign not in ALPHABET for sign in signs):
        return None
    number = 0
    for sign in signs:
        number = number << 5 | ALPHABET.index(sign)
    return number.to_bytes(SECRET_BYTES, "big")


def cleaned(text: str) -> str:
    """Give the signs that count, as the card shows them."""
    kept = "".join(sign for sign in text.upper() if sign not in _IGNORED)
    return kept.translate(_FORGIVEN)


def missing_signs(text: str) -> int:
    """Say how many signs are missing; negative when there are too many."""
    return GROUPS * GROUP_LENGTH - len(cleaned(text))
