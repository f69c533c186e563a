"""Counting tries on both engines, one at a time and all at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from inclusion.errors import TooMany
from inclusion.storage import open_store
from inclusion.web import limits
from inclusion.web.limits import Count
from inclusion.web.session import Parts


@pytest.fixture
def counting(engine, settings, clock) -> Flask:
    made = Flask("counting")
    made.extensions["inclusion"] = Parts(settings, engine, open_store(settings.storage_url), clock)
    return made


def allowed(app, count):
    with app.app_context():
        try:
            limits.take(count)
        except TooMany:
            return False
        return True


def test_tries_sent_all_at_once_do_not_all_pass(counting):
    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(lambda _n: allowed(counting, Count("enter", "x")), range(40)))

    assert sum(passed) == 5


def test_a_window_frees_as_time_passes(counting, clock):
    count = Count("network", "x", 3, timedelta(minutes=10))
    assert [allowed(counting, count) for _ in range(4)] == [True, True, True, False]

    clock.advance(timedelta(minutes=10))
    assert allowed(counting, count)


def test_a_try_given_back_was_never_made(counting):
    count = Count("enter", "x")
    with counting.app_context():
        taken = limits.take(count)
        limits.give_back(taken)
        assert limits.failures("enter", "x") == 0
        for _ in range(5):
            limits.take(count)
        limits.give_back([], count)
        assert limits.failures("enter", "x") == 0
