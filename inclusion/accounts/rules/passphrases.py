"""What a passphrase must be (pure): length and not guessable; no composition rule.

Sources: CNIL 2022-100 (length with restricted access), NIST SP 800-63B-4 §3.1.1, ASVS 5.0 §6.2.
"""

import unicodedata
from enum import StrEnum

SHORTEST = 12
LONGEST = 200
FEWEST_LETTERS = 5


class Weakness(StrEnum):
    """Why a passphrase is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    REPEATED = "repeated"
    PERSONAL = "personal"
    GUESSABLE = "guessable"


def normalise(passphrase: str) -> str:
    """Return the form that is hashed: Unicode NFC, nothing else changed."""
    return unicodedata.normalize("NFC", passphrase)


def weakness(
    passphrase: str, *, personal: tuple[str, ...], guesses_log10: float
) -> Weakness | None:
    """Return why a passphrase is too weak, None when it will do.

    personal: words that people close to the person know (names, number), folded.
    guesses_log10: decimal logarithm of the guesses that an attacker needs, by an estimator.
    """
    if len(passphrase) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(passphrase) > LONGEST:
        return Weakness.TOO_LONG
    if len(set(passphrase.casefold())) < FEWEST_LETTERS:
        return Weakness.REPEATED
    if guesses_log10 < LEAST_GUESSES_LOG10:
        return Weakness.GUESSABLE
    rest = passphrase.casefold()
    for word in personal:
        rest = rest.replace(word.casefold(), "") if len(word) > 2 else rest
    return Weakness.PERSONAL if len(rest.strip()) < SHORTEST // 2 else None


LEAST_GUESSES_LOG10 = 9.0
"""A passphrase takes at least a thousand million guesses; docs/safe.md says what that protects."""
