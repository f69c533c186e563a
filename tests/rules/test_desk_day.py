"""The day of the desk: groups, next acts, the one line to act on."""

from datetime import UTC, datetime, timedelta

import pytest

from inclusion.appointments.rules.booking import Status
from inclusion.desk.rules.day import Act, Group, first_to_act_on, group, next_act

AT = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("status", "starts_in", "expected"),
    [
        (Status.SCHEDULED, timedelta(hours=2), Group.LATER),
        (Status.SCHEDULED, timedelta(minutes=10), Group.NOW),
        (Status.SCHEDULED, timedelta(minutes=-20), Group.NOW),
        (Status.SCHEDULED, timedelta(hours=-2), Group.PAST),
        (Status.ARRIVED, timedelta(hours=2), Group.NOW),
        (Status.IN_PROGRESS, timedelta(hours=-2), Group.NOW),
        (Status.HONOURED, timedelta(hours=2), Group.PAST),
        (Status.NO_SHOW, timedelta(hours=-2), Group.PAST),
        (Status.CANCELLED_BY_PERSON, timedelta(hours=2), Group.LATER),
        (Status.CANCELLED_BY_SERVICE, timedelta(hours=-2), Group.PAST),
    ],
)
def test_an_appointment_of_today_stands_where_it_is(status, starts_in, expected):
    starts_at = AT + starts_in

    assert group(status, starts_at, starts_at + HOUR, AT, is_today=True) is expected


@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.ARRIVED, Status.IN_PROGRESS])
def test_another_day_has_no_now(status):
    yesterday, tomorrow = AT - timedelta(days=1), AT + timedelta(days=1)

    assert group(status, yesterday, yesterday + HOUR, AT, is_today=False) is Group.PAST
    assert group(status, tomorrow, tomorrow + HOUR, AT, is_today=False) is Group.LATER


@pytest.mark.parametrize(
    ("status", "ends_in", "is_today", "expected"),
    [
        (Status.SCHEDULED, 1, True, Act.ARRIVE),
        (Status.SCHEDULED, -1, True, Act.OUTCOME),
        (Status.SCHEDULED, 24, False, Act.NONE),
        (Status.ARRIVED, 1, True, Act.START),
        (Status.ARRIVED, -24, False, Act.OUTCOME),
        (Status.IN_PROGRESS, 1, True, Act.OUTCOME),
        (Status.NO_SHOW, -1, True, Act.CALL),
        (Status.INCOMPLETE, -1, True, Act.REBOOK),
        (Status.HONOURED, -1, True, Act.NONE),
    ],
)
def test_each_line_offers_what_comes_next(status, ends_in, is_today, expected):
    assert next_act(status, AT + timedelta(hours=ends_in), AT, is_today=is_today) is expected


def test_one_finishes_before_receiving_and_receives_before_waiting():
    lines = [(Status.SCHEDULED, AT, 1), (Status.ARRIVED, AT, 2), (Status.IN_PROGRESS, AT, 3)]

    assert first_to_act_on(lines) == 3
    assert first_to_act_on(lines[:2]) == 2
    assert first_to_act_on(lines[:1]) == 1


def test_the_earliest_who_waits_comes_first():
    lines = [(Status.ARRIVED, AT + HOUR, 1), (Status.ARRIVED, AT, 2)]

    assert first_to_act_on(lines) == 2


def test_nobody_to_act_on_when_nobody_is_there():
    assert first_to_act_on([]) is None
