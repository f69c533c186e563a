"""When a date is worth a warning, and what a notebook holds."""

from collections.abc import Sequence
from datetime import date, timedelta

STEPS = (60, 15)
"""How many days before a date somebody is warned, the first warning first."""
LATE = timedelta(days=30)
"""How long after a date a warning still helps."""
LONGEST_TEXT = 4_000


def step_due(expires_on: date, *, today: date) -> int | None:
    """Return the step that a date has reached, None before the first and long after."""
    left = expires_on - today
    if left < -LATE:
        return None
    return min((step for step in STEPS if left <= timedelta(days=step)), default=None)


def soon(days: Sequence[date], *, today: date) -> list[date]:
    """Return the days that are near, the nearest first."""
    return sorted(day for day in days if step_due(day, today=today) is not None)
