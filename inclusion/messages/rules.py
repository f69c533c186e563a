"""States of a message, when it is tried again, when nobody knows whether it left (pure)."""

from datetime import timedelta
from enum import StrEnum

from inclusion.errors import Conflict


class Channel(StrEnum):
    """How a message reaches somebody."""

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"


class State(StrEnum):
    """Where a message is.

    doubtful: it may have left, and only a person may send it again. failed: it did not leave.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DOUBTFUL = "doubtful"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Decision(StrEnum):
    """What an agent decides of a message that is doubtful or that failed."""

    ARRIVED = "arrived"
    AGAIN = "again"
    GIVEN_UP = "given_up"


class NotNow(Conflict):
    """The message is no longer in a state that allows this."""


FINAL = frozenset({State.SENT, State.EXPIRED, State.CANCELLED})
TASKS = frozenset({State.DOUBTFUL, State.FAILED})
LEASE = timedelta(minutes=2)
"""How long a worker may take over one message; longer, and it is thought dead."""
LONGEST_LIFE = timedelta(days=30)
KEPT = timedelta(days=183)
CODE_LIFE = timedelta(minutes=10)
_WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 30, 60, 120, 300))
_LONGEST_WAIT = timedelta(minutes=10)


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after the first, second… try that failed."""
    return _WAITS[tries - 1] if 0 < tries <= len(_WAITS) else _LONGEST_WAIT


def takes_key(channel: Channel) -> bool:
    """Tell whether the gateway refuses the same key twice: then sending again is harmless."""
    return channel is Channel.SMS


def after_silence(channel: Channel) -> State:
    """Return the state of a message whose worker died while sending it."""
    return State.WAITING if takes_key(channel) else State.DOUBTFUL


def decided(state: State, decision: Decision) -> State:
    """Return the state that an agent's decision leads to; raises NotNow."""
    if state not in TASKS or (decision is Decision.ARRIVED and state is State.FAILED):
        raise NotNow("message_settled")
    return {
        Decision.ARRIVED: State.SENT,
        Decision.AGAIN: State.WAITING,
        Decision.GIVEN_UP: State.CANCELLED,
    }[decision]
