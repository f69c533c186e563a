"""The account is open, the safe closed: three doors, their states, and the code that reopens."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.errors import Invalid, TooMany
from inclusion.rescue import queries
from inclusion.rescue.forms.owner import ReopenForm
from inclusion.rescue.labels.owner import REFUSALS, STAGES
from inclusion.rescue.rules import Stage, Step
from inclusion.rescue.service import officers, releases, stopping
from inclusion.rescue.views import bp
from inclusion.rescue.views.shared import Answer, own_safe, phrase_is_right
from inclusion.safe import queries as safes
from inclusion.safe.rules import Act, card
from inclusion.safe.service import keys, visits
from inclusion.safe.service.noting import note_refused
from inclusion.safe.views.opened import keep_key
from inclusion.web import access, limits
from inclusion.web.acting import acting
from inclusion.web.forms import too_many_tries
from inclusion.web.session import actor, now, reading, settings, transaction
from inclusion.web.visit import visit_ref

ALIVE = frozenset({Stage.WAITING, Stage.READY})


@bp.app_context_processor
def _offered() -> dict[str, Callable[[], Any]]:
    return {"rescue_news": news, "has_officers": lambda: settings().officers is not None}


def news() -> dict[str, Any]:
    """Return what the owner of an account has to know at once, empty without a safe."""
    at = now()
    with reading() as session:
        safe = safes.find_safe(session, current_user.account_id)
        if safe is None:
            return {"asked": [], "opening": None, "must_renew": False}
        asked = [tie for tie in queries.ties_of(session, safe.id) if tie.stage(at) in ALIVE]
        return {
            "asked": asked,
            "opening": queries.live_opening(session, safe.id, at),
            "must_renew": queries.must_renew(session, safe),
        }


@bp.get("/coffre/rouvrir")
@access.citizen
def doors() -> str:
    """Show the three doors, and where each stands; what is asked may be stopped from here."""
    safe, at = own_safe(), now()
    with reading() as session:
        ties = queries.ties_of(session, safe.id)
        wrap = queries.officer_wrap(session, safe.id)
        opening = queries.live_opening(session, safe.id, at)
        openings = queries.openings_of(session, safe.id)
    return render_template(
        "rescue/doors.html",
        ties=ties,
        at=at,
        stages=STAGES,
        alive=ALIVE,
        bodies=settings().officers,
        wrap=wrap,
        opening=opening,
        is_waiting=opening is not None and queries.step_of(opening, at) is Step.WAITING,
        openings=openings,
        is_stopped="arrete" in request.args,
    )


@bp.post("/coffre/rouvrir/arreter")
@access.citizen
def stop() -> Response:
    """Stop everything that is asked: one press, nothing to prove."""
    account_id = current_user.account_id
    acting(lambda db: stopping.stop(db, account_id=account_id, actor=actor(), at=now()))
    return redirect(url_for("rescue.doors", arrete="oui"), 303)


@bp.post("/coffre/rouvrir/je-suis-la")
@access.citizen
@access.recent
def confirm() -> Response:
    """Say that I am at the counter: the opening by two officers goes on at once."""
    safe = own_safe()
    acting(lambda db: officers.confirm(db, safe_id=safe.id, actor=actor(), at=now()))
    return redirect(url_for("rescue.doors"), 303)


@bp.route("/coffre/rouvrir/code", methods=["GET", "POST"])
@access.citizen
def reopen() -> Answer:
    """Type the code of a trusted person: the safe opens, with a new card and the present phrase."""
    own_safe()
    form = ReopenForm()
    if form.validate_on_submit() and _is_whole(form):
        answer = _reopened(form)
        if answer is not None:
            return answer
    return render_template("rescue/reopen.html", form=form), form.status


def _is_whole(form: ReopenForm) -> bool:
    missing = card.missing_signs(form.code.data or "")
    if missing > 0:
        form.refuse("code", _("Il manque %(count)s signes. Le code en a 32.", count=missing))
        return False
    return phrase_is_right(form, form.passphrase.data or "")


def _reopened(form: ReopenForm) -> Response | None:
    safe = own_safe()
    key = str(safe.id)
    try:
        limits.guard("safe", key)
        found = acting(
            lambda db: releases.reopen(
                db,
                safe_id=safe.id,
                text=form.code.data or "",
                passphrase=form.passphrase.data or "",
                visit_ref=visit_ref(),
                settings=settings(),
                actor=actor(),
                at=now(),
            )
        )
    except TooMany:
        form.refuse(None, too_many_tries(10))
    except (keys.KeyReplaced, visits.Frozen):
        form.refuse(
            None, _("Quelque chose a changé dans votre coffre. Il reste fermé. Appelez-nous.")
        )
    except Invalid:
        limits.note_failure("safe", key)
        with transaction() as session:
            note_refused(session, safe_id=safe.id, act=Act.OPENED_BY_TRUSTED, at=now())
        form.refuse("code", REFUSALS["code"])
    else:
        limits.forgive("safe", key)
        page = render_template("safe/new_card.html", card=found.card)
        response = Response(page, mimetype="text/html")
        keep_key(response, found.key)
        return response
    return None
