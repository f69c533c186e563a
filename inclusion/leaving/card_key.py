"""Turn the code of a rescue card into an age key. Needs Python 3 and nothing else.

    python3 carte.py > carte.key

Transformer le code d'une carte de secours en clé age. Il faut Python 3, et rien d'autre.
Sources: RFC 5869 (HKDF), BIP 173 (Bech32), C2SP age.
"""

import hashlib
import hmac
import sys
from getpass import getpass

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
PREFIX = "age-secret-key-"
PURPOSE = b"inclusion.safe.v1.card"


def secret(code: str) -> bytes:
    """Give the 20 bytes that a code stands for; raises ValueError."""
    kept = "".join(sign for sign in code.upper() if sign.isalnum())
    kept = kept.translate(str.maketrans("OIL", "011"))
    if len(kept) != 32:
        raise ValueError("32 signs")
    number = 0
    for sign in kept:
        number = number << 5 | SIGNS.index(sign)
    return number.to_bytes(20, "big")


def derived(material: bytes) -> bytes:
    """Derive the 32 bytes of the key."""
    first = hmac.digest(bytes(32), material, "sha256")
    return hmac.digest(first, PURPOSE + b"\x01", hashlib.sha256)


def age_key(code: str) -> str:
    """Give the age key of a code; raises ValueError."""
    number = int.from_bytes(derived(secret(code)), "big") << 4
    words = [number >> shift & 31 for shift in range(255, -1, -5)]
    high = [ord(sign) >> 5 for sign in PREFIX]
    low = [ord(sign) & 31 for sign in PREFIX]
    check = _checksum([*high, 0, *low, *words, 0, 0, 0, 0, 0, 0]) ^ 1
    words += [check >> shift & 31 for shift in (25, 20, 15, 10, 5, 0)]
    return (PREFIX + "1" + "".join(BECH32[word] for word in words)).upper()


def _checksum(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= part if top >> bit & 1 else 0
    return check


if __name__ == "__main__":
    sys.stdout.write(age_key(getpass("Code : ")) + "\n")
