"""What a passphrase must be (pure): long and not guessable; no composition rule.

Sources: CNIL 2022-100 (length with restricted access), NIST SP 800-63B-4 §3.1.1, ASVS 5.0 §6.2.
"""

import unicodedata
from enum import StrEnum

from inclusion.accounts.rules.common import SQUASHED, WORDS
from inclusion.contact import fold

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


def is_common(passphrase: str) -> bool:
    """Tell whether this is a French password or saying, with figures or signs about it or not."""
    bare = "".join(c for c in fold(passphrase) if not c.isdecimal() and c != " ")
    return bare in SQUASHED or any(
        bare == word * times
        for times in (2, 3, 4)
        for word in (bare[: len(bare) // times],)
        if word in WORDS
    )


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
    words = fold(passphrase).split()
    if len(set(passphrase.casefold())) < FEWEST_LETTERS or (len(words) > 1 and len(set(words)) < 2):
        return Weakness.REPEATED
    if is_common(passphrase) or guesses_log10 < LEAST_GUESSES_LOG10:
        return Weakness.GUESSABLE
    rest = passphrase.casefold()
    for word in personal:
        rest = rest.replace(word.casefold(), "") if len(word) > 2 else rest
    return Weakness.PERSONAL if len(rest.strip()) < SHORTEST // 2 else None


LEAST_GUESSES_LOG10 = 9.0
"""A passphrase takes at least a thousand million guesses; docs/safe.md says what that protects."""
