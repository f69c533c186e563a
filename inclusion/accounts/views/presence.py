"""Stay: a page that is about to close is kept open, without losing what is written on it."""

from flask import render_template

from inclusion.accounts.views import bp
from inclusion.web import access
from inclusion.web.session import now
from inclusion.web.visit import ends_at, visit


@bp.post("/connexion/encore-la")
@access.signed_in
def stay() -> str:
    """Start the idle time again; it opens beside the page, which keeps what was typed."""
    visit().modified = True
    return render_template("accounts/still_here.html", ends_at=ends_at(now()))
