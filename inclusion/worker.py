"""Run jobs when they are due, one after the other, until told to stop.

Each job is small, idempotent and safe to run on several machines at once.
"""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inclusion.clock import Clock

log = logging.getLogger("inclusion.worker")
LONGEST_SLEEP = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again; `run` is told the instant."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


def run_once(jobs: Sequence[Job], at: datetime) -> None:
    """Run every job; one that fails does not keep the others from running."""
    for job in jobs:
        try:
            job.run(at)
        except Exception:
            log.exception("job_failed %s", job.name)


def run_forever(
    jobs: Sequence[Job], clock: Clock, *, goes_on: Callable[[], bool] = lambda: True
) -> None:
    """Run each job when it is due, until SIGINT or SIGTERM, or until `goes_on` says no."""
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda _number, _frame: stop.set())
    due = dict.fromkeys(jobs, clock())
    while not stop.is_set() and goes_on():
        at = clock()
        ready = [job for job in jobs if due[job] <= at]
        run_once(ready, at)
        due |= {job: at + job.every for job in ready}
        pause = min(min(due.values()) - clock(), LONGEST_SLEEP)
        stop.wait(max(pause.total_seconds(), 0))
