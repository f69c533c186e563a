"""Codes of an agent's generator, as a telephone shows them; each is taken once."""

import time
from collections.abc import Callable

import pyotp
import sqlalchemy as sa
from flask import Flask

from inclusion.accounts.models import Totp
from inclusion.accounts.rules.factors import NEIGHBOURS, STEP_SECONDS, step_of
from inclusion.clock import utc_now

_used: dict[tuple[str, str], int] = {}


def code_at(secret: str, at) -> str:
    """Return the code of an instant."""
    return pyotp.TOTP(secret).generate_otp(step_of(at))


def give_back(app: Flask) -> None:
    """Let every code be taken again: the clock of a test stands still, so none would follow."""
    with app.extensions["inclusion"].engine.begin() as connection:
        connection.execute(sa.update(Totp).values(last_step=0))


def next_code(site: str, secret: str, now: Callable[[], float]) -> str:
    """Return the next code that a served site has not taken, waiting for it if need be."""
    key = (site, secret)
    # Never the step before: it may be past by the time the page is sent.
    step = max(_used.get(key, 0) + 1, int(now()) // STEP_SECONDS)
    while step > int(now()) // STEP_SECONDS + NEIGHBOURS:
        time.sleep(1)
    _used[key] = step
    return pyotp.TOTP(secret).generate_otp(step)


def shifted(seconds: int) -> Callable[[], float]:
    """Return the clock of a served site, as seconds since 1970."""
    return lambda: utc_now().timestamp() + seconds
