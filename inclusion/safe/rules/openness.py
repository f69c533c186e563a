"""How long an opened safe stays open."""

from datetime import datetime, timedelta

from inclusion.safe.rules import IDLE, LONGEST, TOUCH_EVERY


def closes_at(*, opened_at: datetime, used_at: datetime) -> datetime:
    """Give the instant at which a safe closes by itself: 10 idle minutes, one hour in all."""
    return min(used_at + IDLE, opened_at + LONGEST)


def is_open(*, idle_until: datetime, until: datetime, at: datetime) -> bool:
    """Say whether an opened safe is still open."""
    return at < idle_until and at < until


def must_touch(*, idle_until: datetime, at: datetime) -> bool:
    """Say whether the idle time is worth writing again: once a minute is enough."""
    return idle_until - at < IDLE - TOUCH_EVERY


def remaining(*, idle_until: datetime, until: datetime, at: datetime) -> timedelta:
    """Give the time left before a safe closes by itself."""
    return max(min(idle_until, until) - at, timedelta(0))
