"""Hash and check passphrases with Argon2id (RFC 9106), and estimate how guessable they are."""

import secrets
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from mnemonic import Mnemonic
from zxcvbn import zxcvbn

from inclusion.accounts.rules import passphrases as rules
from inclusion.accounts.rules.common import SAYINGS, SQUASHED
from inclusion.contact import fold
from inclusion.settings import Argon2Cost

ESTIMATED_LENGTH = 72
PROPOSED_WORDS = 7
_KNOWN = (*SAYINGS, *sorted(SQUASHED))


@lru_cache(maxsize=4)
def _hasher(cost: Argon2Cost) -> PasswordHasher:
    return PasswordHasher(
        time_cost=cost.time_cost, memory_cost=cost.memory_kib, parallelism=cost.parallelism
    )


@lru_cache(maxsize=4)
def _decoy(cost: Argon2Cost) -> str:
    return _hasher(cost).hash("a passphrase of nobody")


def hashed(passphrase: str, *, cost: Argon2Cost) -> str:
    """Return the Argon2id hash to store."""
    return _hasher(cost).hash(rules.normalise(passphrase))


def is_right(passphrase: str, stored: str | None, *, cost: Argon2Cost) -> bool:
    """Tell whether a passphrase matches; without a stored hash the work is done all the same.

    An unknown account takes as long to refuse as a known one.
    """
    try:
        _hasher(cost).verify(stored or _decoy(cost), rules.normalise(passphrase))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def weakness(passphrase: str, *, personal: tuple[str, ...] = ()) -> rules.Weakness | None:
    """Return why a passphrase is refused, None when it will do."""
    words = tuple(word for text in personal for word in fold(text).split())
    guesses = 0.0
    if rules.SHORTEST <= len(passphrase) <= rules.LONGEST:
        tried = {passphrase[:ESTIMATED_LENGTH], _without_accents(passphrase)[:ESTIMATED_LENGTH]}
        guesses = min(
            float(zxcvbn(text, user_inputs=[*words, *_KNOWN])["guesses_log10"]) for text in tried
        )
    return rules.weakness(passphrase, personal=words, guesses_log10=guesses)


def proposal() -> str:
    """Return seven French words at random: 75 bits, on any keyboard, since none has an accent."""
    return " ".join(secrets.choice(_words()) for _ in range(PROPOSED_WORDS))


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    """Return the 1,682 words of BIP 39's French list that are written without an accent."""
    return tuple(word for word in Mnemonic("french").wordlist if word.isascii())


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
