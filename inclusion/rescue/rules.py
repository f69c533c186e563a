"""What a rescue goes by (pure): delays, limits, and where a request or an opening stands."""

from datetime import datetime, timedelta
from enum import StrEnum

MOST_TRUSTED = 3
CODE_LASTS = timedelta(hours=24)
DELAYS = (1, 3, 7, 14, 30)
"""Days between the request of a trusted person and what they may do; the owner chooses."""
USUAL_DELAY = 7
UNREACHED_DELAYS = (14, 30)
"""For an owner whom we cannot tell: they must have the time to come and see."""
RELEASE_LASTS = timedelta(days=30)
"""How long a request may be used once its delay is over."""
ASK_AGAIN = timedelta(days=1)
HANDOVER_LASTS = timedelta(days=7)
OFFICERS_WAIT = timedelta(hours=72)
OPENING_LASTS = timedelta(days=30)
REASON_LENGTH = 600


class Stage(StrEnum):
    """Where the request of a trusted person stands."""

    WAITING = "waiting"
    READY = "ready"
    STOPPED = "stopped"
    USED = "used"
    EXPIRED = "expired"


class Step(StrEnum):
    """Where an opening by two officers stands."""

    WAITING = "waiting"
    FIRST = "first"
    SECOND = "second"
    STOPPED = "stopped"
    DONE = "done"
    EXPIRED = "expired"


def delays(*, is_reached: bool) -> tuple[int, ...]:
    """Return the delays that an owner may choose, in days."""
    return DELAYS if is_reached else UNREACHED_DELAYS


def stage(
    *,
    ready_at: datetime,
    stopped_at: datetime | None,
    used_at: datetime | None,
    at: datetime,
) -> Stage:
    """Return where a request stands."""
    if stopped_at is not None:
        return Stage.STOPPED
    if used_at is not None:
        return Stage.USED
    if at >= ready_at + RELEASE_LASTS:
        return Stage.EXPIRED
    return Stage.READY if at >= ready_at else Stage.WAITING


def step(
    *,
    ready_at: datetime,
    half_at: datetime | None,
    stopped_at: datetime | None,
    done_at: datetime | None,
    at: datetime,
) -> Step:
    """Return where an opening stands."""
    if stopped_at is not None:
        return Step.STOPPED
    if done_at is not None:
        return Step.DONE
    if at >= ready_at + OPENING_LASTS:
        return Step.EXPIRED
    if at < ready_at:
        return Step.WAITING
    return Step.FIRST if half_at is None else Step.SECOND


def first_name(name: str) -> str:
    """Return what is shown of somebody before their name may be: its first word."""
    return (name.split() or [""])[0]
