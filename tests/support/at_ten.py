"""The command line of the product, its clock moved to an hour when the desk is open.

A journey must find the same day at midnight, on a Sunday and on 25 December. The clock runs: only
its start is moved, by the seconds of CLOCK_SHIFT.
"""

import os
import runpy
import sys
from datetime import UTC, datetime, time, timedelta

from inclusion import clock
from inclusion.appointments.public_holidays import is_holiday

VARIABLE = "CLOCK_SHIFT"
TUESDAY = 1


def shift_to_ten() -> int:
    """Return the seconds from now to 10 h in Paris on the next Tuesday that is no holiday."""
    now = datetime.now(UTC)
    day = clock.paris_today(now)
    while day.weekday() != TUESDAY or is_holiday(day):
        day += timedelta(days=1)
    return round((clock.paris_instant(day, time(10)) - now).total_seconds())


def main() -> None:
    """Move the clock, then do what `inclusion` does."""
    shift = timedelta(seconds=int(os.environ[VARIABLE]))
    clock.utc_now = lambda: datetime.now(UTC) + shift
    sys.argv[0] = "inclusion"
    runpy.run_module("inclusion.cli", run_name="__main__")


if __name__ == "__main__":
    main()
