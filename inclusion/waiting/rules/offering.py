"""How often somebody is offered an hour, and until when it is kept for them (pure)."""

from datetime import date, datetime, time, timedelta

from inclusion.appointments.rules.reminders import decent
from inclusion.clock import paris_instant, paris_today, to_paris

MOST_OFFERS = 3
LIFE = timedelta(days=90)
"""How long somebody stays on the list when they gave no date."""

TO_ANSWER = timedelta(hours=4)
"""How long an hour is kept, counted while people are up."""

LEAST_TO_ANSWER = timedelta(hours=1)
"""With less than this to answer, nothing is offered."""

BEFORE_START = timedelta(hours=2)
"""The answer must come this long before the hour at the latest: the person has to come."""

PASSING_ON = timedelta(minutes=15)
"""How much longer the hour is kept, so that nobody takes it before the next in line."""

UP, DOWN = time(8), time(20)
_DAY = timedelta(days=1)


def may_be_offered(offers: int, last_on: date | None, at: datetime) -> bool:
    """Tell whether somebody may be offered an hour now: three in all, one a day."""
    return offers < MOST_OFFERS and (last_on is None or last_on < paris_today(at))


def answer_until(at: datetime, starts_at: datetime, min_notice: timedelta) -> datetime | None:
    """Return until when an hour offered now waits for the answer, None when it is too near.

    Four hours from when the person can be told, those of the night not counted; never later than
    the notice that the reason asks.
    """
    told_at = decent(at)
    latest = starts_at - max(min_notice, BEFORE_START)
    until = min(_awake_after(told_at, TO_ANSWER), latest)
    return until if until - told_at >= LEAST_TO_ANSWER else None


def _awake_after(at: datetime, lasting: timedelta) -> datetime:
    """Return `at` plus a while, the hours from 20 h to 8 h in Paris not counted."""
    now, left = at, lasting
    while True:
        day = to_paris(now).date()
        up, down = paris_instant(day, UP), paris_instant(day, DOWN)
        now = max(now, up)
        if now + left <= down:
            return now + left
        left -= max(down - now, timedelta(0))
        now = paris_instant(day + _DAY, UP)
