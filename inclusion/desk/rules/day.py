"""Where each appointment stands on the page of the day, and what comes next (pure)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from inclusion.appointments.rules.booking import CANCELLED, PENDING, Status

EXPECTED = timedelta(minutes=10)
"""How long before its hour an appointment is « maintenant »."""


class Group(StrEnum):
    """The three parts of a day."""

    NOW = "now"
    LATER = "later"
    PAST = "past"


class Act(StrEnum):
    """What the agent does next with an appointment."""

    ARRIVE = "arrive"
    START = "start"
    OUTCOME = "outcome"
    CALL = "call"
    REBOOK = "rebook"
    NONE = "none"


def group(
    status: Status, starts_at: datetime, ends_at: datetime, at: datetime, *, is_today: bool
) -> Group:
    """Return where an appointment stands; a day that is not today has no « maintenant »."""
    if status in CANCELLED:
        return Group.PAST if starts_at <= at else Group.LATER
    if status not in PENDING:
        return Group.PAST
    if not is_today:
        return Group.PAST if ends_at <= at else Group.LATER
    if status is not Status.SCHEDULED:
        return Group.NOW
    if ends_at <= at:
        return Group.PAST
    return Group.NOW if starts_at - EXPECTED <= at else Group.LATER


def next_act(status: Status, ends_at: datetime, at: datetime, *, is_today: bool) -> Act:
    """Return the act that the line of an appointment offers."""
    match status:
        case Status.SCHEDULED if ends_at <= at:
            return Act.OUTCOME
        case Status.SCHEDULED if is_today:
            return Act.ARRIVE
        case Status.ARRIVED if is_today:
            return Act.START
        case Status.ARRIVED | Status.IN_PROGRESS:
            return Act.OUTCOME
        case Status.NO_SHOW:
            return Act.CALL
        case Status.INCOMPLETE:
            return Act.REBOOK
        case _:
            return Act.NONE


_URGENCY = {Status.IN_PROGRESS: 0, Status.ARRIVED: 1, Status.SCHEDULED: 2}


def first_to_act_on(lines: Iterable[tuple[Status, datetime, int]]) -> int | None:
    """Return the id of the line to tint: finish first, then receive, then wait for.

    lines: (status, start, id) of those that are « maintenant ».
    """
    ranked = sorted(
        (_URGENCY[status], starts_at, id_) for status, starts_at, id_ in lines if status in _URGENCY
    )
    return ranked[0][2] if ranked else None
