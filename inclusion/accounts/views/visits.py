"""Where my account is open, and closing it there."""

from flask import redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.accounts import page_words, service
from inclusion.accounts.views import bp
from inclusion.accounts.views.others import close_others, leave_elsewhere
from inclusion.places.queries import places
from inclusion.web import access
from inclusion.web import service as web
from inclusion.web.session import now, reading, transaction
from inclusion.web.visit import visit_ref


@bp.get("/mon-compte/visites")
@access.signed_in
def visits() -> str:
    """List the devices on which the account is open."""
    with reading() as session:
        rows = web.visits_of(session, account_id=current_user.account_id, at=now())
        counters = places.names(session, {row.place_id for row in rows if row.place_id})
    return render_template(
        "accounts/visits.html",
        visits=rows,
        here=visit_ref(),
        places=counters,
        words=page_words,
        now=now(),
    )


@bp.post("/mon-compte/visites/<public_id>/fermer")
@access.signed_in
@access.recent
def end_visit(public_id: str) -> Response:
    """Close the account on one device; another person's visit does not exist."""
    with transaction() as session:
        web.end_visit(session, account_id=current_user.account_id, public_id=public_id)
        leave_elsewhere(session, current_user.account_id, public_id)
        service.note_visit_ended(session, account_id=current_user.account_id, at=now())
    return redirect(url_for("accounts.visits"), 303)


@bp.post("/mon-compte/visites/fermer-les-autres")
@access.signed_in
@access.recent
def end_other_visits() -> Response:
    """Close the account everywhere but here."""
    with transaction() as session:
        close_others(session, current_user.account_id)
        service.note_visit_ended(session, account_id=current_user.account_id, at=now())
    return redirect(url_for("accounts.visits"), 303)
