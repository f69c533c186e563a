"""Another passphrase for the safe, another key when somebody else may have opened it."""

import time

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from inclusion import spool
from inclusion.accounts.contributions import contributions
from inclusion.accounts.views.others import close_others
from inclusion.safe import queries
from inclusion.safe.forms import ChangePhraseForm, KeyForm
from inclusion.safe.queries import Opened, Paper
from inclusion.safe.rules import Act
from inclusion.safe.service import keys, renewing, visits
from inclusion.safe.views import bp
from inclusion.safe.views.doors import Answer
from inclusion.safe.views.opened import keep_key, opened, shelf
from inclusion.safe.views.phrases import phrase_is_right
from inclusion.safe.views.showing import card_page
from inclusion.web import access
from inclusion.web.session import now, reading, settings, store, transaction
from inclusion.web.visit import visit_ref

BATCH_SECONDS = 4.0
MOST_AT_ONCE = 50


@bp.route("/coffre/changer-la-phrase", methods=["GET", "POST"])
@access.citizen
def change_phrase() -> Answer:
    """Let the present passphrase of the account open the safe; the old one opens nothing."""
    found = opened()
    form = ChangePhraseForm()
    if form.validate_on_submit() and phrase_is_right(form):
        with transaction() as session:
            keys.change_passphrase(
                session,
                safe_id=found.safe.id,
                identity=found.identity,
                passphrase=form.passphrase.data or "",
                settings=settings(),
                at=now(),
            )
        return redirect(url_for("safe.index"), 303)
    return render_template("safe/change_phrase.html", form=form), form.status


@bp.route("/coffre/changer-la-cle", methods=["GET", "POST"])
@access.citizen
@access.recent
def change_key() -> Answer:
    """Change the key of a safe that somebody else may have opened; a new card follows."""
    found = opened()
    form = KeyForm()
    if form.validate_on_submit() and phrase_is_right(form):
        return _changed(found, form.passphrase.data or "")
    return render_template("safe/change_key.html", form=form), form.status


@bp.route("/coffre/changer-la-cle/papiers", methods=["GET", "POST"])
@access.citizen
def rekey() -> Answer:
    """Change the own key of each paper, some at each press; say how many remain."""
    found = opened()
    if request.method == "POST":
        _rekey_some(found)
        return redirect(url_for("safe.rekey"), 303)
    with reading() as session:
        due = queries.rekeys_due(session, found.safe.id)
    return render_template("safe/rekey.html", due=due)


def _changed(found: Opened, passphrase: str) -> Response:
    with transaction() as session:
        renewed = renewing.renew_identity(
            session,
            store=store(),
            opened=found,
            passphrase=passphrase,
            settings=settings(),
            at=now(),
        )
        _end_elsewhere(session, found, None)
        key = visits.open_for_visit(
            session,
            safe=renewed.opened.safe,
            identity=renewed.opened.identity,
            visit_ref=visit_ref(),
            act=Act.OPENED_BY_PASSPHRASE,
            at=now(),
        )
        close_others(session, current_user.account_id)
    page = card_page(renewed.card, next_url=url_for("safe.rekey"))
    response = Response(page, mimetype="text/html")
    keep_key(response, key)
    return response


def _rekey_some(found: Opened) -> None:
    due = [paper for paper in shelf(found).papers if paper.row.rekey_due][:MOST_AT_ONCE]
    resealed = _resealed(due)
    with transaction() as session:
        changed = renewing.put_back(
            session, store=store(), opened=found, resealed=resealed, at=now()
        )
        for document_id in changed:
            _end_elsewhere(session, found, document_id)


def _resealed(due: list[Paper]) -> list[renewing.Resealed]:
    """Return the papers sealed again in the time of one press."""
    done: list[renewing.Resealed] = []
    until = time.monotonic() + BATCH_SECONDS
    with spool.private_folder() as folder:
        for paper in due:
            with reading() as session:
                done.append(renewing.reseal(session, store(), paper, folder))
            if time.monotonic() > until:
                break
    return done


def _end_elsewhere(session: Session, found: Opened, document_id: int | None) -> None:
    for end in contributions().key_changed:
        end(session, safe_id=found.safe.id, document_id=document_id, at=now())
