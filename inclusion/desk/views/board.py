"""The day: who is here, who comes later, who came, and what remains to do."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask import render_template, request

from inclusion.appointments.labels import INTERPRETER_LANGUAGES
from inclusion.appointments.queries.appointments import appointments_between
from inclusion.appointments.rules.booking import Status
from inclusion.clock import paris_today
from inclusion.desk import labels
from inclusion.desk.queries import appointments as read
from inclusion.desk.rules.day import Act, Group, first_to_act_on, group, next_act
from inclusion.desk.views import bp
from inclusion.desk.views.shared import Answer, day_asked, shown
from inclusion.errors import NotFound
from inclusion.web import access
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from inclusion.appointments.models import Appointment

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the day, ready to be drawn."""

    appointment: "Appointment"
    group: Group
    act: Act
    tag: Any
    kind: str
    is_first: bool


@bp.get("/mediation")
@access.agent
def board() -> Answer:
    """Show a day in three groups, and what remains to do."""
    on, at = day_asked(), now()
    with reading() as session:
        team = shown(session)
        booked = appointments_between(session, first=on, last=on, mediators=team.ids)
        to_do = read.to_do(session, mediators=team.ids, at=at)
        done = _just_done(session)
    lines = _lines(booked, on)
    waiting = [one for one in booked if one.status is Status.ARRIVED]
    return render_template(
        "desk/board.html",
        on=on,
        today=paris_today(at),
        at=at,
        before=on - _DAY,
        after=on + _DAY,
        team=team,
        grouped={one: [line for line in lines if line.group is one] for one in Group},
        to_do=to_do,
        done=done,
        labels=labels,
        languages=INTERPRETER_LANGUAGES,
        waiting=labels.who_waits(len(waiting), _longest_wait(waiting)),
    )


@bp.get("/mediation/feuille")
@access.agent
def day_sheet() -> Answer:
    """Show a day to print, for when the network falls: outcomes are keyed in later."""
    on = day_asked()
    with reading() as session:
        team = shown(session)
        booked = appointments_between(session, first=on, last=on, mediators=team.ids)
    kept = [one for one in booked if one.is_live or one.status is Status.NO_SHOW]
    return render_template(
        "desk/day_sheet.html",
        on=on,
        team=team,
        booked=kept,
        languages=INTERPRETER_LANGUAGES,
        printed_at=now(),
    )


def _lines(booked: list["Appointment"], on: date) -> list[Line]:
    at = now()
    is_today = on == paris_today(at)
    grouped = {
        one.id: group(one.status, one.starts_at, one.ends_at, at, is_today=is_today)
        for one in booked
    }
    first = first_to_act_on(
        (one.status, one.starts_at, one.id) for one in booked if grouped[one.id] is Group.NOW
    )
    return [
        Line(
            one,
            grouped[one.id],
            next_act(one.status, one.ends_at, at, is_today=is_today),
            *labels.status_of(one, at),
            one.id == first,
        )
        for one in booked
    ]


def _longest_wait(waiting: list["Appointment"]) -> int | None:
    arrivals = [one.arrived_at for one in waiting if one.arrived_at is not None]
    return (now() - min(arrivals)) // timedelta(minutes=1) if arrivals else None


def _just_done(session: Any) -> "Appointment | None":
    public_id = request.args.get("fait")
    if not public_id:
        return None
    try:
        return read.ours(session, public_id, actor())
    except NotFound:
        return None
