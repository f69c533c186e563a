"""Threads go in by order of arrival, and as many as there are places."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest

from inclusion.turns import Turns


def test_those_who_wait_go_in_by_order_of_arrival():
    turns, order, go = Turns(1), [], Event()

    def wait(number):
        with turns.one():
            order.append(number)

    def first():
        with turns.one():
            go.wait(5)

    with ThreadPoolExecutor(9) as pool:
        pool.submit(first)
        time.sleep(0.05)
        for number in range(8):
            pool.submit(wait, number)
            while len(turns._waiting) <= number:
                time.sleep(0.001)
        go.set()

    assert order == list(range(8))


def test_no_more_are_in_than_there_are_places():
    turns, lock, inside, most = Turns(3), Lock(), 0, 0

    def work():
        nonlocal inside, most
        for _ in range(20):
            with turns.one():
                with lock:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0.0005)
                with lock:
                    inside -= 1

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work) for _ in range(8)]:
            done.result()

    assert (inside, most) == (0, 3)


def test_an_error_gives_the_place_back():
    turns = Turns(1)

    with pytest.raises(ZeroDivisionError), turns.one():
        raise ZeroDivisionError

    with turns.one():
        pass
