"""Work beside: in order, whole, and its failures are told to who gives."""

import threading

import pytest

from inclusion.beside import LARGE_BYTES, Beside

PIECES = [bytes([n]) * (LARGE_BYTES if n % 3 else 10) for n in range(60)]


def test_every_piece_is_taken_in_order():
    taken = []
    with Beside(taken.append) as beside:
        for piece in PIECES:
            beside.give(piece)

    assert taken == PIECES


def test_few_bytes_start_no_thread():
    taken, before = [], threading.active_count()
    with Beside(lambda _piece: taken.append(threading.active_count())) as beside:
        beside.give(b"x")

    assert taken == [before]


def give(act, pieces):
    with Beside(act) as beside:
        for piece in pieces:
            beside.give(piece)


def refusing(piece):
    raise OSError(28, "No space left on device")


def test_a_failure_is_raised_where_pieces_are_given_and_nothing_waits():
    before = threading.active_count()
    with pytest.raises(OSError, match="No space"):
        give(refusing, PIECES * 3)

    assert threading.active_count() == before


def test_a_failure_at_the_end_is_not_lost():
    with pytest.raises(OSError, match="No space"), Beside(refusing) as beside:
        beside.give(bytes(LARGE_BYTES))


def test_the_failure_of_the_work_itself_comes_first():
    def failing():
        with Beside(refusing) as beside:
            beside.give(bytes(LARGE_BYTES))
            raise KeyError

    with pytest.raises(KeyError):
        failing()
