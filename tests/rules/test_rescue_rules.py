"""Delays, stages and steps of a rescue; the file of the two bodies."""

import json
from datetime import timedelta

import pytest

from inclusion import crypto
from inclusion.officers_file import read_officers
from inclusion.rescue import rules
from inclusion.rescue.rules import Stage, Step
from inclusion.secret_file import SettingsError
from tests.support.clock import START as AT

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("after", "stopped", "used", "expected"),
    [
        (timedelta(0), False, False, Stage.WAITING),
        (7 * DAY - timedelta(seconds=1), False, False, Stage.WAITING),
        (7 * DAY, False, False, Stage.READY),
        (37 * DAY - timedelta(seconds=1), False, False, Stage.READY),
        (37 * DAY, False, False, Stage.EXPIRED),
        (8 * DAY, True, False, Stage.STOPPED),
        (8 * DAY, False, True, Stage.USED),
        (8 * DAY, True, True, Stage.STOPPED),
    ],
)
def test_where_a_request_stands(after, stopped, used, expected):
    found = rules.stage(
        ready_at=AT + 7 * DAY,
        stopped_at=AT if stopped else None,
        used_at=AT if used else None,
        at=AT + after,
    )

    assert found is expected


@pytest.mark.parametrize(
    ("after", "half", "expected"),
    [
        (timedelta(0), False, Step.WAITING),
        (timedelta(hours=72), False, Step.FIRST),
        (timedelta(hours=72), True, Step.SECOND),
        (timedelta(hours=72) + 30 * DAY, True, Step.EXPIRED),
    ],
)
def test_where_an_opening_stands(after, half, expected):
    found = rules.step(
        ready_at=AT + rules.OFFICERS_WAIT,
        half_at=AT if half else None,
        stopped_at=None,
        done_at=None,
        at=AT + after,
    )

    assert found is expected


def test_whom_nobody_can_tell_gets_the_longest_delays():
    assert rules.delays(is_reached=True) == (1, 3, 7, 14, 30)
    assert rules.delays(is_reached=False) == (14, 30)


def key():
    return crypto.recipient_of(crypto.new_identity())


def said(**changes):
    values = {
        "first": {"body": "Trait d’union", "officer": "Paul Mercier", "recipients": [key(), key()]},
        "second": {"body": "CCAS de Mantes", "officer": "Anne Leroy", "recipients": [key()]},
    }
    for which, change in changes.items():
        values[which] = {**values[which], **change}
    return values


def read(tmp_path, values):
    path = tmp_path / "officers.json"
    path.write_text(values if isinstance(values, str) else json.dumps(values))
    return read_officers(str(path))


def test_the_two_bodies_are_read(tmp_path):
    values = said()
    first, second = read(tmp_path, values)

    assert first.recipients == tuple(values["first"]["recipients"])
    assert (second.body, second.officer) == ("CCAS de Mantes", "Anne Leroy")
    assert read_officers("") is None


SHARED = key()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ("{", "cannot be read"),
        ("[]", "write"),
        ({"first": {}, "second": {}}, "write"),
        ({"first": said()["first"]}, "write"),
        (said(first={"body": " "}), "name of the body"),
        (said(first={"recipients": []}), "one public key"),
        (said(first={"recipients": ["age1wrong"]}), "no public key"),
        (said(second={"body": "TRAIT D’UNION"}), "different ones"),
        (said(second={"officer": "paul mercier"}), "different people"),
        (said(first={"recipients": [SHARED]}, second={"recipients": [SHARED]}), "share a key"),
        (said(first={"recipients": [crypto.new_identity()]}), "secret key"),
    ],
)
def test_a_wrong_file_of_officers_stops_the_start_with_a_sentence(tmp_path, values, why):
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, values)

    assert why in str(refused.value)
    assert "INCLUSION_OFFICERS_FILE" in str(refused.value)
    assert "AGE-SECRET-KEY" not in str(refused.value)


def test_a_file_that_is_not_there_stops_the_start(tmp_path):
    with pytest.raises(SettingsError):
        read_officers(str(tmp_path / "none.json"))
