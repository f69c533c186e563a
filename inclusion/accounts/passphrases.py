"""Hash and check passphrases with Argon2id (RFC 9106), and estimate how guessable they are."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from inclusion.accounts.rules import passphrases as rules
from inclusion.contact import fold
from inclusion.settings import Argon2Cost

ESTIMATED_LENGTH = 72


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
        guesses = float(
            zxcvbn(passphrase[:ESTIMATED_LENGTH], user_inputs=list(words))["guesses_log10"]
        )
    return rules.weakness(passphrase, personal=words, guesses_log10=guesses)
