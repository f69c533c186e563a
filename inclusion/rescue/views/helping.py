"""Those who trust me: give my code, ask to reopen a safe, give it back by a code."""

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from inclusion.accounts import queries as accounts
from inclusion.errors import Conflict
from inclusion.rescue import queries
from inclusion.rescue.labels.owner import REFUSALS, STAGES
from inclusion.rescue.queries import Tie
from inclusion.rescue.rules import Stage
from inclusion.rescue.service import releases, trusting
from inclusion.rescue.views import bp
from inclusion.rescue.views.shared import Answer, own_safe
from inclusion.safe.rules import Channel
from inclusion.safe.views.opened import opened
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.forms import Form
from inclusion.web.session import actor, now, reading, settings


@bp.get("/coffre/aider")
@access.citizen
def helping() -> str:
    """Show who trusts me, what I asked, and the way to be trusted by somebody."""
    safe, at = own_safe(), now()
    with reading() as session:
        ties = queries.ties_held(session, safe.id)
    return render_template("rescue/helping.html", ties=ties, at=at, stages=STAGES, Stage=Stage)


@bp.post("/coffre/aider/code")
@access.citizen
@access.recent
def draw() -> str:
    """Show a fresh code to say to whoever trusts me."""
    found = opened()

    def drawn(db: Session) -> str:
        return trusting.draw_code(
            db,
            account=accounts.account(db, current_user.account_id),
            opened=found,
            key=settings().secrets.lookup_key,
            at=now(),
        )

    return render_template("rescue/code.html", code=acting(drawn))


@bp.route("/coffre/aider/<public_id>/demander", methods=["GET", "POST"])
@access.citizen
@access.recent
def ask(public_id: str) -> Answer:
    """Ask to reopen a safe: say what follows, then ask."""
    found, tie, form = opened(), _held(public_id), Form()
    if form.is_submitted():
        try:
            acting(lambda db: releases.ask(db, tie, opened=found, actor=actor(), at=now()))
        except Conflict as error:
            form.refuse(None, REFUSALS[error.code])
        else:
            return redirect(url_for("rescue.helping"), 303)
    return render_template("rescue/ask.html", tie=tie, form=form), form.status


@bp.route("/coffre/aider/<public_id>/remettre", methods=["GET", "POST"])
@access.citizen
@access.recent
def hand_over(public_id: str) -> Answer:
    """Make the code that gives a safe back to its owner, once the delay is over."""
    found, tie, form = opened(), _held(public_id), Form()
    if form.is_submitted():
        try:
            code = acting(
                lambda db: releases.hand_over(db, tie, opened=found, actor=actor(), at=now())
            )
        except Conflict as error:
            form.refuse(None, REFUSALS[error.code])
        else:
            return render_template("rescue/handed_over.html", tie=tie, code=code)
    return render_template("rescue/hand_over.html", tie=tie, form=form, at=now()), form.status


@bp.post("/coffre/aider/<public_id>/retirer")
@access.citizen
def withdraw(public_id: str) -> Response:
    """Take my request back."""
    tie = _held(public_id)
    acting(lambda db: releases.withdraw(db, tie, actor=actor(), at=now()))
    return redirect(url_for("rescue.helping"), 303)


@bp.route("/coffre/aider/<public_id>/ne-plus-aider", methods=["GET", "POST"])
@access.citizen
@access.recent
def decline(public_id: str) -> Answer:
    """Be trusted no more."""
    tie = _held(public_id)
    if request.method == "POST":
        acting(
            lambda db: trusting.remove(db, tie, actor=actor(), at=now(), channel=Channel.TRUSTED)
        )
        return redirect(url_for("rescue.helping"), 303)
    return render_template("rescue/decline.html", tie=tie)


def _held(public_id: str) -> Tie:
    safe = own_safe()
    with reading() as session:
        return queries.held_tie(session, public_id, safe_id=safe.id)
