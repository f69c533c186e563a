"""Everything that happened to my account."""

from flask import render_template, request, url_for
from flask_login import current_user

from inclusion.accounts import history as events
from inclusion.accounts import page_words
from inclusion.accounts.contributions import contributions
from inclusion.accounts.views import bp
from inclusion.web import access
from inclusion.web.session import now, reading


@bp.get("/mon-compte/historique")
@access.signed_in
def history() -> str:
    """Show one page of the history, newest first."""
    words = contributions().event_words
    with reading() as session:
        page = events.page(
            session,
            account_id=current_user.account_id,
            person_id=current_user.person_id,
            actions=words.keys(),
            number=request.args.get("page", 1, type=int),
        )
    return render_template(
        "accounts/history.html",
        page=page,
        event_words=words,
        words=page_words,
        now=now(),
        page_url=lambda number: url_for("accounts.history", page=number),
    )
