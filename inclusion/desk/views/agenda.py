"""The week, as a list of days."""

from datetime import timedelta

from flask import render_template

from inclusion.clock import paris_today
from inclusion.desk import labels
from inclusion.desk.queries import agenda
from inclusion.desk.views import bp
from inclusion.desk.views.shared import Answer, day_asked, shown
from inclusion.web import access
from inclusion.web.session import now, reading

_WEEK = timedelta(days=7)


@bp.get("/mediation/semaine")
@access.agent
def week() -> Answer:
    """Show seven days: openings, appointments, absences."""
    asked = day_asked("jour")
    monday = asked - timedelta(days=asked.weekday())
    with reading() as session:
        team = shown(session)
        days = agenda.week(session, mediators=team.ids, monday=monday)
    return render_template(
        "desk/week.html",
        monday=monday,
        sunday=monday + _WEEK - timedelta(days=1),
        before=monday - _WEEK,
        after=monday + _WEEK,
        today=paris_today(now()),
        at=now(),
        days=days,
        team=team,
        names={one.id: one.name for one in team.members},
        labels=labels,
    )
