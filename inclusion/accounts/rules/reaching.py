"""How an account's owner is reached, and the delays of the account page (pure)."""

from datetime import timedelta
from enum import StrEnum

CODE_LIVES = timedelta(minutes=10)
MOST_TRIES = 5
KNOWN_FOR = timedelta(days=90)
"""How long a device stays known after its last sign-in."""
REGRET = timedelta(days=30)
"""How long somebody who closes an account may change their mind."""


class ContactChannel(StrEnum):
    """What a code confirms: one value of one person; others may have the same value."""

    PHONE = "phone"
    EMAIL = "email"


class Topic(StrEnum):
    """What somebody may choose to be told about."""

    NEW_SIGN_IN = "new_sign_in"
    APPOINTMENTS = "appointments"
    SAFE = "safe"
