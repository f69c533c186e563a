"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

# A Tuesday in winter time, 10 h 00 in Paris: the desk is open.
START = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


class FrozenClock:
    """Called, gives the instant it was set to."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, step: timedelta) -> datetime:
        """Move forward by `step`."""
        self.at += step
        return self.at
