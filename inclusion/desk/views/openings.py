"""Weekly openings: list, add, end, leave one day out."""

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from inclusion.appointments import school_holidays
from inclusion.appointments.labels import REFUSALS, WEEKDAYS
from inclusion.appointments.queries import openings as read
from inclusion.appointments.queries.reasons import reasons
from inclusion.appointments.rules.refusals import OpeningsOverlap, OutsideHours
from inclusion.appointments.service import openings as service
from inclusion.clock import paris_today
from inclusion.desk import labels
from inclusion.desk.opening_forms import ChangeForm, EndForm, ExceptForm, OpeningForm, as_it_is
from inclusion.desk.queries import agenda
from inclusion.desk.queries import team as read_team
from inclusion.desk.views import bp
from inclusion.desk.views.shared import Answer
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.languages import current, text_in
from inclusion.web.session import actor, now, reading
from inclusion.wording import capital
from inclusion.wording import day as said_day

if TYPE_CHECKING:
    from inclusion.accounts.models import Account
    from inclusion.appointments.models import OpeningRule


@bp.route("/mediation/permanences", methods=["GET", "POST"])
@access.agent
def openings() -> Answer:
    """List the openings of a mediator that come back, and add one."""
    today = paris_today(now())
    form = OpeningForm(data={"first": (str(today.day), str(today.month), str(today.year))})
    with reading() as session:
        members = managed(session)
        mediator = asked_for(members)
        rules = read.rules_of(session, mediator.id, at=now()) if mediator else []
        known = _known(session, form, members)
    overlaps = False
    if mediator and form.validate_on_submit():
        try:
            if _add(form, mediator.id, known):
                return redirect(url_for("desk.openings", mediateur=mediator.public_id), 303)
        except OpeningsOverlap as error:
            form.refuse("seen", REFUSALS[error.code])
            overlaps = True
    page = render_template(
        "desk/openings.html",
        form=form,
        members=members,
        mediator=mediator,
        rules=rules,
        weekdays=WEEKDAYS,
        labels=labels,
        has_places=bool(known.places),
        overlaps=overlaps or form.seen.data,
        known_until=school_holidays.last_known(),
    )
    return page, 409 if overlaps else form.status


@bp.get("/mediation/permanences/<public_id>")
@access.agent
def opening(public_id: str) -> Answer:
    """Show a weekly opening with its next days."""
    return _opening_page(public_id, EndForm(), ExceptForm())


@bp.route("/mediation/permanences/<public_id>/changer", methods=["GET", "POST"])
@access.agent
def change_opening(public_id: str) -> Answer:
    """Change an opening that comes back: hours, place, rhythm, what it serves."""
    with reading() as session:
        rule = agenda.rule_of(session, public_id, managed(session))
        served = read.reasons_of(session, rule.offer_id) if rule.offer_id else []
        form = ChangeForm(data=as_it_is(rule))
        known = _known(session, form, managed(session))
    if not form.is_submitted():
        form.reasons.data = [code for code, id_ in known.reasons.items() if id_ in served]
    overlaps = False
    if form.validate_on_submit():
        try:
            if _change(form, public_id, known):
                return redirect(url_for("desk.opening", public_id=public_id), 303)
        except OpeningsOverlap as error:
            form.refuse("seen", REFUSALS[error.code])
            overlaps = True
    page = render_template(
        "desk/change_opening.html",
        form=form,
        rule=rule,
        weekdays=WEEKDAYS,
        overlaps=overlaps or form.seen.data,
    )
    return page, 409 if overlaps else form.status


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


@dataclass(frozen=True, slots=True)
class Known:
    """The ids of the places by slug, and of the reasons by code."""

    places: dict[str, int]
    reasons: dict[str, int]


def _known(session: Session, form: ChangeForm, members: "list[Account]") -> Known:
    """Offer the places and the reasons of the structure, and return their ids."""
    places = agenda.places_for(
        session,
        structure_id=actor().structure_id,
        mediators=[one.id for one in members],
        at=now(),
    )
    listed = reasons(session)
    form.offer(
        ((place.slug, place.name) for place in places),
        ((one.code, text_in(one.names)) for one in listed),
    )
    return Known({one.slug: one.id for one in places}, {one.code: one.id for one in listed})


def _add(form: OpeningForm, mediator_id: int, known: Known) -> bool:
    said = _said(form)
    if said is None:
        return False
    try:
        acting(
            lambda db: service.add_rule(
                db,
                mediator_id=mediator_id,
                place_id=known.places[form.place.data],
                weekday=int(form.weekday.data),
                first_on=said.first_on,
                starts=said.starts,
                ends=said.ends,
                until_on=form.until.day,
                rhythm=form.rhythm(known.reasons),
                is_seen=bool(form.seen.data),
                actor=actor(),
                at=now(),
            )
        )
    except OutsideHours as error:
        form.refuse("ends", REFUSALS[error.code])
        return False
    return True


def _change(form: ChangeForm, public_id: str, known: Known) -> bool:
    starts, ends = form.starts.hour, form.ends.hour
    if starts is None or ends is None:
        return False
    try:
        acting(
            lambda db: service.change_rule(
                db,
                rule=agenda.rule_of(db, public_id, managed(db)),
                starts=starts,
                ends=ends,
                place_id=known.places[form.place.data],
                until_on=form.until.day,
                rhythm=form.rhythm(known.reasons),
                is_seen=bool(form.seen.data),
                actor=actor(),
                at=now(),
            )
        )
    except OutsideHours as error:
        form.refuse("ends", REFUSALS[error.code])
        return False
    return True


@dataclass(frozen=True, slots=True)
class Said:
    """The hours and the first day of a form that has them all."""

    starts: time
    ends: time
    first_on: date


def _said(form: OpeningForm) -> Said | None:
    """Return the hours and the first day; None, said beside a field, when they make no sense."""
    if form.starts.hour is None or form.ends.hour is None or form.first.day is None:
        return None
    if form.until.day is not None and form.until.day < form.first.day:
        form.refuse("until", REFUSALS["absence"])
        return None
    return Said(form.starts.hour, form.ends.hour, form.first.day)


def _end(session: Session, public_id: str, last_on: date) -> None:
    rule = agenda.rule_of(session, public_id, managed(session))
    service.end_rule(session, rule=rule, last_on=last_on, actor=actor(), at=now())


def _after(rule: "OpeningRule", last_on: date) -> str:
    """Return where to go: its page while it still has days, the list otherwise."""
    if last_on >= paris_today(now()):
        return url_for("desk.opening", public_id=rule.public_id)
    return url_for("desk.openings", mediateur=rule.mediator.public_id)


def _days(session: Session, rule: "OpeningRule") -> list[tuple[str, str]]:
    following = agenda.occurrences_of(session, rule, at=now())
    days = (paris_today(one.starts_at) for one in following if one.cancelled_at is None)
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
