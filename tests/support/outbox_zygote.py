"""Makes workers that can be killed: for each line « offset », forks one and says its number.

Run as `python -m tests.support.outbox_zygote FOLDER DATABASE_URL SMTP_URL SMS_URL`. Forked from a
process that has everything loaded, a worker is there at once, so a test may kill many.
"""

import os
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from inclusion import app  # noqa: F401 - every table, as in the product's own process
from inclusion.clock import utc_now
from inclusion.db import create_engine_for
from inclusion.messages.sending import deliver_due
from tests.support.settings import settings_in


def work(settings, offset: timedelta) -> None:
    """Send until killed, with a clock that runs ahead by `offset`."""
    engine = create_engine_for(settings.database_url)
    while True:
        deliver_due(engine, settings, lambda: utc_now() + offset)
        time.sleep(0.01)


def say(line: str) -> None:
    """Tell the test."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Fork on demand."""
    folder, database_url, smtp_url, sms_url = sys.argv[1:]
    settings = replace(settings_in(Path(folder), database_url), smtp_url=smtp_url, sms_url=sms_url)
    for line in sys.stdin:
        worker = os.fork()
        if not worker:
            work(settings, timedelta(seconds=int(line)))
        say(str(worker))
        os.waitpid(worker, 0)
        say("ended")


if __name__ == "__main__":
    main()
