"""Who papers are lent to, for how long, and how often a code may be tried."""

from datetime import timedelta
from enum import StrEnum

DAYS = (1, 7, 30, 90)
DEFAULT_DAYS = 30
MOST_TRIES = 5
CODE_LIVES = timedelta(minutes=15)
KEPT_AFTER = timedelta(days=30)


class Borrower(StrEnum):
    """Who holds a loan."""

    AGENT = "agent"
    STRUCTURE = "structure"
    LINK = "link"


class Purpose(StrEnum):
    """What a visit has open: the key of an agent's desk, or one loan by its link."""

    DESK = "desk"
    LINK = "link"


class Ended(StrEnum):
    """Why a loan ended before its day."""

    OWNER = "owner"
    GIVEN_BACK = "given_back"
    TRIES = "tries"
    KEY = "key"
    ACCOUNT = "account"
