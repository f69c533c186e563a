"""Weekly openings: list, add, end, leave one day out."""

from datetime import date
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from inclusion.appointments.labels import REFUSALS, WEEKDAYS
from inclusion.appointments.queries import openings as read
from inclusion.appointments.rules.refusals import OutsideHours
from inclusion.appointments.service import openings as service
from inclusion.clock import paris_today
from inclusion.desk import labels
from inclusion.desk.forms import EndForm, ExceptForm, OpeningForm
from inclusion.desk.queries import agenda
from inclusion.desk.queries import team as read_team
from inclusion.desk.views import bp
from inclusion.desk.views.shared import Answer
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.languages import current
from inclusion.web.session import actor, now, reading
from inclusion.wording import capital
from inclusion.wording import day as said_day

if TYPE_CHECKING:
    from inclusion.accounts.models import Account
    from inclusion.appointments.models import OpeningRule


@bp.route("/mediation/permanences", methods=["GET", "POST"])
@access.agent
def openings() -> Answer:
    """List the weekly openings of a mediator, and add one."""
    today = paris_today(now())
    form = OpeningForm(data={"first": (str(today.day), str(today.month), str(today.year))})
    with reading() as session:
        members = managed(session)
        mediator = asked_for(members)
        rules = read.rules_of(session, mediator.id, at=now()) if mediator else []
        places = agenda.places_for(
            session,
            structure_id=actor().structure_id,
            mediators=[one.id for one in members],
            at=now(),
        )
    form.offer((place.slug, place.name) for place in places)
    if mediator and form.validate_on_submit():
        place_id = next(place.id for place in places if place.slug == form.place.data)
        if _add(form, mediator.id, place_id):
            return redirect(url_for("desk.openings", mediateur=mediator.public_id), 303)
    return render_template(
        "desk/openings.html",
        form=form,
        members=members,
        mediator=mediator,
        rules=rules,
        weekdays=WEEKDAYS,
        labels=labels,
        has_places=bool(places),
    ), form.status


@bp.get("/mediation/permanences/<public_id>")
@access.agent
def opening(public_id: str) -> Answer:
    """Show a weekly opening with its next days."""
    return _opening_page(public_id, EndForm(), ExceptForm())


@bp.post("/mediation/permanences/<public_id>/fin")
@access.agent
def end_opening(public_id: str) -> Answer:
    """Stop a weekly opening after a day."""
    form = EndForm()
    with reading() as session:
        rule = agenda.rule_of(session, public_id, managed(session))
    if not form.validate_on_submit() or form.last.day is None:
        return _opening_page(public_id, form, ExceptForm())
    last_on = form.last.day
    acting(lambda db: _end(db, public_id, last_on))
    return redirect(_after(rule, last_on), 303)


@bp.post("/mediation/permanences/<public_id>/exception")
@access.agent
def except_opening(public_id: str) -> Answer:
    """Leave one day out of a weekly opening."""
    form = ExceptForm()
    with reading() as session:
        rule = agenda.rule_of(session, public_id, managed(session))
        form.on.choices = _days(session, rule)
    if not form.validate_on_submit():
        return _opening_page(public_id, EndForm(), form)
    on = date.fromisoformat(form.on.data)
    acting(
        lambda db: service.except_rule(
            db,
            rule=agenda.rule_of(db, public_id, managed(db)),
            on_date=on,
            actor=actor(),
            at=now(),
        )
    )
    return redirect(url_for("desk.opening", public_id=public_id), 303)


def managed(session: Session) -> list["Account"]:
    """Return the mediators whose openings the signed-in agent may change."""
    return read_team.manageable(read_team.team(session, actor()), actor())


def asked_for(members: list["Account"]) -> "Account | None":
    """Return the mediator of the address, the first one otherwise; NotFound for a stranger."""
    asked = request.args.get("mediateur")
    if asked:
        return read_team.one_of(members, asked)
    return members[0] if members else None


def _add(form: OpeningForm, mediator_id: int, place_id: int) -> bool:
    if form.starts.hour is None or form.ends.hour is None or form.first.day is None:
        return False
    starts, ends, first_on = form.starts.hour, form.ends.hour, form.first.day
    if form.until.day is not None and form.until.day < first_on:
        form.refuse("until", REFUSALS["absence"])
        return False
    try:
        acting(
            lambda db: service.add_rule(
                db,
                mediator_id=mediator_id,
                place_id=place_id,
                weekday=int(form.weekday.data),
                starts=starts,
                ends=ends,
                first_on=first_on,
                until_on=form.until.day,
                every_weeks=int(form.every.data),
                actor=actor(),
                at=now(),
            )
        )
    except OutsideHours as error:
        form.refuse("ends", REFUSALS[error.code])
        return False
    return True


def _end(session: Session, public_id: str, last_on: date) -> None:
    rule = agenda.rule_of(session, public_id, managed(session))
    service.end_rule(session, rule=rule, last_on=last_on, actor=actor(), at=now())


def _after(rule: "OpeningRule", last_on: date) -> str:
    """Return where to go: its page while it still has days, the list otherwise."""
    if last_on >= paris_today(now()):
        return url_for("desk.opening", public_id=rule.public_id)
    return url_for("desk.openings", mediateur=rule.mediator.public_id)


def _days(session: Session, rule: "OpeningRule") -> list[tuple[str, str]]:
    days = (paris_today(one.starts_at) for one in agenda.occurrences_of(session, rule, at=now()))
    return [(on.isoformat(), capital(said_day(on, current().code, year=True))) for on in days]


def _opening_page(public_id: str, end: EndForm, leave: ExceptForm) -> Answer:
    with reading() as session:
        rule = agenda.rule_of(session, public_id, managed(session))
        following = agenda.occurrences_of(session, rule, at=now())
        leave.on.choices = _days(session, rule)
        left_out = [one for one in rule.exceptions if one.on_date >= paris_today(now())]
        booked = agenda.appointments_uncovered(session, rule, at=now())
    form = end if end.problems else leave
    return render_template(
        "desk/opening.html",
        form=form,
        end=end,
        leave=leave,
        rule=rule,
        following=following,
        left_out=left_out,
        booked=booked,
        weekdays=WEEKDAYS,
        labels=labels,
    ), form.status
