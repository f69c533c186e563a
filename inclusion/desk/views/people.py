"""The people of the structure: find one, see their appointments and what was done."""

from flask import render_template, request

from inclusion.appointments.rules.booking import CANCELLED
from inclusion.desk import labels
from inclusion.desk.queries import appointments as read_appointments
from inclusion.desk.queries import people as read
from inclusion.desk.views import bp
from inclusion.desk.views.shared import Answer
from inclusion.web import access
from inclusion.web.session import actor, now, reading


@bp.get("/mediation/personnes")
@access.agent
def people() -> Answer:
    """Find a person by name or telephone; without either, those added last."""
    typed = request.args.get("q", "").strip()[:200]
    with reading() as session:
        found = (
            read.find(session, typed, actor(), limit=20) if typed else read.recent(session, actor())
        )
    return render_template("desk/people.html", typed=typed, found=found)


@bp.get("/mediation/personnes/<public_id>")
@access.agent
def person(public_id: str) -> Answer:
    """Show a person: how to reach them, their appointments with this structure, the journal."""
    with reading() as session:
        one = read.known_person(session, public_id, actor())
        booked = read.appointments_with(session, one, actor())
        ours = {a.id for a in booked if read_appointments.is_ours(a, actor())}
        journal = read.journal(session, one, booked, actor())
    coming = [a for a in reversed(booked) if a.is_pending and a.ends_at > now()]
    off = [a for a in reversed(booked) if a.status in CANCELLED and a.starts_at > now()]
    return render_template(
        "desk/person.html",
        person=one,
        coming=coming,
        off=off,
        past=[a for a in booked if a not in coming and a not in off],
        ours=ours,
        journal_entries=journal,
        labels=labels,
        at=now(),
    )
