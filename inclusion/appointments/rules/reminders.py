"""When somebody is reminded of an appointment: at a decent hour, and early enough (pure)."""

from datetime import datetime, time, timedelta

from inclusion.clock import paris_instant, paris_today, to_paris

FIRST_HOUR, LAST_HOUR = time(10), time(18)
"""Nobody is called or sent a message earlier or later than this, in Paris."""

TWO_DAYS = timedelta(days=2)
_DAY = timedelta(days=1)
_TOO_CLOSE = timedelta(hours=2)


def decent(at: datetime) -> datetime:
    """Return the first instant from `at` on at which somebody may be disturbed."""
    local = to_paris(at)
    if local.time() < FIRST_HOUR:
        return paris_instant(local.date(), FIRST_HOUR)
    if local.time() > LAST_HOUR:
        return paris_instant(local.date() + _DAY, FIRST_HOUR)
    return at


def reminder_at(starts_at: datetime, booked_at: datetime) -> datetime | None:
    """Return when to remind of an appointment: two days before, or the evening before.

    Two days before, at the hour of the appointment made decent; the evening before when it was
    booked later than that. None when it was booked too late for any: they have just been told.
    """
    local = to_paris(starts_at)
    hour = min(max(local.time(), FIRST_HOUR), LAST_HOUR)
    early = paris_instant(local.date() - TWO_DAYS, hour)
    evening = paris_instant(local.date() - _DAY, LAST_HOUR)
    return next((one for one in (early, evening) if booked_at < one), None)


def is_worth_it(starts_at: datetime, at: datetime) -> bool:
    """Tell whether a reminder still helps: not once the person is on their way."""
    return at < starts_at - _TOO_CLOSE


def last_to_look_at(at: datetime) -> datetime:
    """Return the end of the day after tomorrow: no later appointment may have to be reminded of."""
    return paris_instant(paris_today(at) + TWO_DAYS + _DAY, time(0))
