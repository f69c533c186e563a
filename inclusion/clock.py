"""Time: aware UTC inside, Paris wall time at the edge.

The clock is an argument: pages take it from the application, tests hand in a frozen one.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

PARIS = ZoneInfo("Europe/Paris")


def utc_now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def to_paris(instant: datetime) -> datetime:
    """Return the same instant as a wall clock in Paris shows it."""
    return instant.astimezone(PARIS)


def paris_instant(day: date, at: time) -> datetime:
    """Return the UTC instant at which clocks in Paris show `day` and `at`.

    An hour that occurs twice (last Sunday of October) is the first one; an hour that does not
    exist (last Sunday of March) moves forward by the missing hour, as PEP 495 says for fold=0.
    """
    return datetime.combine(day, at, tzinfo=PARIS).astimezone(UTC)


def paris_today(instant: datetime) -> date:
    """Return the local date in Paris at `instant`."""
    return to_paris(instant).date()
