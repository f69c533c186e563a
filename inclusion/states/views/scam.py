"""« Je crois qu’on m’a eu »: one press when signed in, one call otherwise; then whom to call."""

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from inclusion.accounts.contributions import contributions
from inclusion.states.forms.citizen import ActForm
from inclusion.states.labels.citizen import HELPS
from inclusion.states.service import scams
from inclusion.states.views import bp
from inclusion.states.views.answer import Answer
from inclusion.web import access
from inclusion.web.session import actor, now, transaction
from inclusion.web.visit import visit


@bp.route("/mon-compte/on-m-a-eu", methods=["GET", "POST"])
@access.citizen
def scammed() -> Answer:
    """Say what one press does; then block, close everything, and show whom to call."""
    form = ActForm()
    if form.validate_on_submit():
        with transaction() as session:
            scams.lock_out(
                session,
                account_id=current_user.account_id,
                ends=contributions().ends,
                actor=actor(),
                at=now(),
            )
        visit().end()
        response = redirect(url_for("states.whom_to_call", fait=1), 303)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
    return render_template("states/scammed.html")


@bp.get("/on-m-a-eu")
@access.public
def whom_to_call() -> str:
    """List whom to call, signed in or not; after the press, say that it is done."""
    return render_template("states/whom_to_call.html", helps=HELPS, is_done="fait" in request.args)
