"""Remake a card: ask, wait or be confirmed by a colleague, then print."""

from flask import redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.accounts import queries as accounts
from inclusion.accounts.contributions import ways_of
from inclusion.counter import notify, queries
from inclusion.counter.forms.agents import ConfirmForm, RedoForm
from inclusion.counter.labels import agents as labels
from inclusion.counter.rules import masked, proof
from inclusion.counter.service import cards
from inclusion.counter.service import recovery as service
from inclusion.counter.views import bp
from inclusion.counter.views.held import hold_issued
from inclusion.counter.views.shared import (
    Answer,
    drop_draft,
    ends,
    place_id,
    structure_id,
    today,
)
from inclusion.errors import Conflict, Forbidden, Invalid, TooMany
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading, settings


@bp.route("/mediation/comptes/<public_id>/refaire", methods=["GET", "POST"])
@access.role("mediator", "coordinator")
@access.recent
def redo(public_id: str) -> Answer:
    """Ask for a card to be remade: facts, a paper, and what follows from them."""
    with reading() as session:
        account = accounts.citizen_by_public_id(session, public_id)
    form = RedoForm()
    if form.validate_on_submit():
        made = _opened(form, account.id)
        if made is not None:
            drop_draft()
            return redirect(url_for("counter.recovery", public_id=made), 303)
    return render_template(
        "desk/accounts/redo.html", form=form, name=masked(account.name)
    ), form.status


@bp.get("/mediation/comptes/demandes/<public_id>")
@access.role("mediator", "coordinator")
def recovery(public_id: str) -> str:
    """Show where a recovery stands, and do it when it is ready."""
    with reading() as session:
        line = queries.recovery(session, public_id, structure_id=structure_id())
    return render_template(
        "desk/accounts/recovery.html",
        line=line,
        name=masked(line.person.name),
        stage=line.stage(now()),
        labels=labels,
        is_told=notify.reaches(line.person),
        is_opener=line.recovery.opened_by_id == current_user.account_id,
    )


@bp.get("/mediation/comptes/a-confirmer")
@access.role("mediator", "coordinator")
def to_confirm() -> str:
    """List what colleagues have opened and a second agent may confirm."""
    with reading() as session:
        lines = queries.to_confirm(
            session, structure_id=structure_id(), not_by=current_user.account_id, at=now()
        )
    return render_template(
        "desk/accounts/to_confirm.html", lines=lines, masked=masked, labels=labels
    )


@bp.route("/mediation/comptes/demandes/<public_id>/confirmer", methods=["GET", "POST"])
@access.role("mediator", "coordinator")
@access.recent
def confirm(public_id: str) -> Answer:
    """Confirm a colleague's recovery, the person and the paper in front of oneself."""
    with reading() as session:
        line = queries.recovery(session, public_id, structure_id=structure_id())
    form = ConfirmForm()
    if form.validate_on_submit() and _confirmed(form, public_id):
        return redirect(url_for("counter.recovery", public_id=public_id), 303)
    return render_template("desk/accounts/confirm.html", form=form, line=line), form.status


@bp.post("/mediation/comptes/demandes/<public_id>/faire")
@access.role("mediator", "coordinator")
@access.recent
def finish(public_id: str) -> Response:
    """Remake the card and go to its print."""
    with reading() as session:
        language = queries.recovery(session, public_id, structure_id=structure_id()).person.language
    drawn = cards.draw(settings().argon2)
    try:
        issued = acting(
            lambda db: service.finish(
                db,
                public_id=public_id,
                drawn=drawn,
                ends=ends(),
                actor=actor(),
                at=now(),
                place_id=place_id(),
            )
        )
    except service.NotReady:
        return redirect(url_for("counter.recovery", public_id=public_id), 303)
    hold_issued(issued, language=language)
    return redirect(url_for("counter.printing"), 303)


def _opened(form: RedoForm, account_id: int) -> str | None:
    said = form.facts(today=today())
    if said is None:
        return None
    try:
        return acting(
            lambda db: service.open_recovery(
                db,
                account_id=account_id,
                said=said,
                proof=proof(form.seen.data),
                actor=actor(),
                at=now(),
                has_live_way=bool(ways_of(db, account_id) & {"passkey", "identity"}),
            )
        ).public_id
    except Invalid as error:
        form.refuse(error.field, labels.REFUSALS[error.code])
    except (TooMany, Forbidden) as error:
        form.refuse(None, labels.REFUSALS[error.code])
    return None


def _confirmed(form: ConfirmForm, public_id: str) -> bool:
    said = form.facts(today=today())
    if said is None:
        return False
    try:
        acting(
            lambda db: service.confirm(
                db,
                public_id=public_id,
                said=said,
                proof=proof(form.seen.data),
                actor=actor(),
                at=now(),
            )
        )
    except Invalid as error:
        form.refuse(error.field, labels.REFUSALS[error.code])
    except (Conflict, Forbidden) as error:
        form.refuse(None, labels.REFUSALS[error.code])
    else:
        return True
    return False
