"""Codes that open an account once (pure): how many, how long, how often.

Sources: ASVS 5.0 §6.5 (single use, ten minutes, bound to who asked, slow salted hash on paper).
"""

from datetime import timedelta
from enum import StrEnum

LASTS = timedelta(minutes=10)
TRIES = 5
SENDS = 3
SENDS_WINDOW = timedelta(minutes=10)
"""Not longer than the longest delay: nobody keeps the owner waiting by asking in their place."""
NETWORK_SENDS = 20
SHEET = 10
CODE_DIGITS = 8
DEVICE_LASTS = timedelta(days=180)


class CodeChannel(StrEnum):
    """How a one-time code leaves."""

    EMAIL = "email"
    SMS = "sms"


class PaperAnswer(StrEnum):
    """What a code of a sheet is worth."""

    RIGHT = "right"
    USED = "used"
    WRONG = "wrong"
