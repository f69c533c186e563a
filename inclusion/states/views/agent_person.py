"""A person's situation as agents see it, and the acts that change it."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from inclusion.accounts import queries as accounts
from inclusion.accounts.contributions import contributions
from inclusion.errors import Invalid
from inclusion.states.forms.agent import (
    DeathForm,
    DiscretionForm,
    EndProtectionForm,
    GuardianshipForm,
    WishForm,
)
from inclusion.states.forms.citizen import ActForm
from inclusion.states.labels import agent as labels
from inclusion.states.labels.citizen import HELPS
from inclusion.states.queries import ends as read_ends
from inclusion.states.queries import merges, moves
from inclusion.states.queries import protection as read_protection
from inclusion.states.rules import GuardianshipKind, KnownHow, Wish
from inclusion.states.service import deaths, protection, scams
from inclusion.states.service import discretion as hiding
from inclusion.states.views import bp
from inclusion.states.views.agent_shared import person_of, to_situation
from inclusion.states.views.answer import Answer
from inclusion.tokens import only_digits
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading, transaction

BASE = "/mediation/personnes/<public_id>"


@bp.get(f"{BASE}/situation")
@access.agent
def situation(public_id: str) -> str:
    """Show a person's states, what is alike, and the acts."""
    with reading() as session:
        person = person_of(session, public_id)
        death = read_ends.death_of(session, person.id)
        mistake = read_ends.last_mistake(session, person.id) if death is None else None
        stopped = death or mistake
        last_move = moves.last_move(session, person.id)
        return render_template(
            "states/agent/situation.html",
            person=person,
            account=accounts.account_of_person(session, person.id),
            guardianship=read_protection.guardianship_of(session, person.id, now()),
            death=death,
            mistake=mistake,
            stopped=read_ends.cancelled_by(session, stopped) if stopped else [],
            directive=read_ends.directive_of(session, person.id),
            alike=merges.alike(session, person, actor()),
            pending=merges.merges_of(session, person.id, now()),
            last_move=last_move,
            structure=moves.structure_name(
                session, last_move.to_structure_id if last_move else None
            ),
            labels=labels,
            may_undo=actor().role in deaths.MAY_UNDO,
        )


@bp.route(f"{BASE}/deces", methods=["GET", "POST"])
@access.agent
@access.recent
def deceased(public_id: str) -> Answer:
    """Record a death: everything stops now, and nobody is written to."""
    with reading() as session:
        person = person_of(session, public_id)
        directive = read_ends.directive_of(session, person.id)
    if person.deceased_on is not None:
        return to_situation(public_id)
    form = DeathForm()
    if form.validate_on_submit() and _died(form, person.id):
        return to_situation(public_id)
    page = render_template(
        "states/agent/deceased.html",
        form=form,
        person=person,
        directive=directive,
        labels=labels,
    )
    return page, form.status


@bp.post(f"{BASE}/deces/corriger")
@access.role("coordinator", "administrator")
@access.recent
def undo_death(public_id: str) -> Response:
    """Take back a death that was a mistake."""
    with transaction() as session:
        person = person_of(session, public_id)
        deaths.undo(session, person_id=person.id, actor=actor(), at=now())
    return to_situation(public_id)


@bp.route(f"{BASE}/protection", methods=["GET", "POST"])
@access.agent
@access.recent
def protect(public_id: str) -> Answer:
    """Record a guardianship after seeing the judgment."""
    with reading() as session:
        person = person_of(session, public_id)
    form = GuardianshipForm()
    if form.validate_on_submit() and _protected(form, public_id):
        return to_situation(public_id)
    return render_template("states/agent/protect.html", form=form, person=person), form.status


@bp.route(f"{BASE}/protection/fin", methods=["GET", "POST"])
@access.agent
@access.recent
def end_protection(public_id: str) -> Answer:
    """End the guardianship now, after seeing the paper that says so."""
    with reading() as session:
        person = person_of(session, public_id)
        held = read_protection.guardianship_of(session, person.id, now())
    form = EndProtectionForm()
    if form.validate_on_submit():
        with transaction() as session:
            one = read_protection.guardianship_of(session, person.id, now())
            if one is not None:
                protection.end(session, one, actor=actor(), at=now())
        return to_situation(public_id)
    page = render_template(
        "states/agent/end_protection.html",
        form=form,
        person=person,
        guardianship=held,
        labels=labels,
    )
    return page, form.status


@bp.route(f"{BASE}/volontes", methods=["GET", "POST"])
@access.agent
def wishes(public_id: str) -> Answer:
    """Note what somebody told us to do with their data after their death."""
    with reading() as session:
        person = person_of(session, public_id)
    form = WishForm()
    if form.validate_on_submit() and _wished(form, public_id):
        return to_situation(public_id)
    return render_template("states/agent/wishes.html", form=form, person=person), form.status


@bp.route(f"{BASE}/discretion", methods=["GET", "POST"])
@access.agent
@access.recent
def discretion(public_id: str) -> Answer:
    """Set or lift the discretion that a person asks for; the page says which."""
    with reading() as session:
        person = person_of(session, public_id)
    form = DiscretionForm()
    if form.validate_on_submit():
        with transaction() as session:
            hiding.hide(
                session,
                person_id=person.id,
                hidden=request.form.get("hidden") != "non",
                actor=actor(),
                at=now(),
            )
        return to_situation(public_id)
    return render_template("states/agent/discretion.html", form=form, person=person), form.status


@bp.route(f"{BASE}/on-m-a-eu", methods=["GET", "POST"])
@access.agent
def scammed_by_phone(public_id: str) -> Answer:
    """Block at once somebody who calls because they were had; read them whom to call."""
    with reading() as session:
        person = person_of(session, public_id)
        account = accounts.account_of_person(session, person.id)
    form = ActForm()
    if account is not None and form.validate_on_submit():
        with transaction() as session:
            scams.lock_out(
                session,
                account_id=account.id,
                ends=contributions().ends,
                actor=actor(),
                at=now(),
            )
        return to_situation(public_id)
    return render_template(
        "states/agent/scammed.html",
        person=person,
        account=account,
        helps=HELPS,
        back_url=url_for("states.situation", public_id=public_id),
    )


def _died(form: DeathForm, person_id: int) -> bool:
    died_on = form.died_on.day
    if died_on is None:
        return False
    try:
        acting(
            lambda session: deaths.record(
                session,
                person_id=person_id,
                died_on=died_on,
                known_how=KnownHow(form.known_how.data),
                ends=contributions().ends,
                actor=actor(),
                at=now(),
            )
        )
    except Invalid:
        form.refuse("died_on", labels.DIED_ON)
        return False
    except deaths.AlreadyDeceased:
        return True
    return True


def _protected(form: GuardianshipForm, public_id: str) -> bool:
    judgment_on = form.judgment_on.day
    if judgment_on is None:
        return False
    try:
        with transaction() as session:
            protection.record(
                session,
                person=person_of(session, public_id),
                identifier=only_digits(form.identifier.data or ""),
                kind=GuardianshipKind(form.kind.data),
                judgment_on=judgment_on,
                until_on=form.until_on.day,
                actor=actor(),
                at=now(),
            )
    except Invalid as error:
        form.refuse(error.field, labels.GUARDIANSHIP_REFUSALS[error.code])
        return False
    except protection.AlreadyProtected:
        form.refuse(None, labels.ALREADY_PROTECTED)
        return False
    return True


def _wished(form: WishForm, public_id: str) -> bool:
    try:
        with transaction() as session:
            deaths.write_directive(
                session,
                person_id=person_of(session, public_id).id,
                wish=Wish(form.wish.data),
                to_whom=form.to_whom.data or None,
                recorded_by=actor().account_id,
                actor=actor(),
                at=now(),
            )
    except Invalid:
        form.refuse("to_whom", labels.TO_WHOM)
        return False
    return True
