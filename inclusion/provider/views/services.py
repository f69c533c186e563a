"""The services that know the person: what, until when, and how to stop it."""

from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user

from inclusion.accounts import queries as accounts
from inclusion.accounts.contributions import contributions
from inclusion.provider import labels, queries
from inclusion.provider.service import consents
from inclusion.provider.views import bp
from inclusion.web import access
from inclusion.web.session import actor, now, reading, transaction


@bp.get("/mon-compte/services")
@access.signed_in
def services() -> str:
    """List the services to which the person signs in from here."""
    with reading() as session:
        found = queries.live_consents(session, account_id=current_user.account_id, at=now())
    lines = [
        (one, [labels.SCOPES[scope] for scope in one.scope.split() if scope in labels.SCOPES])
        for one in found
    ]
    return render_template("provider/services.html", lines=lines)


@bp.post("/mon-compte/services/<public_id>/retirer")
@access.signed_in
def withdraw(public_id: str) -> Any:
    """Take the access of a service back."""
    with transaction() as session:
        account = accounts.account(session, current_user.account_id)
        taken = consents.withdraw(
            session, account=account, public_id=public_id, actor=actor(), at=now()
        )
        for note in contributions().agreements:
            note(
                session,
                account_id=account.id,
                client=taken.client.public_id,
                scope=taken.scope,
                is_given=False,
                at=now(),
            )
    return redirect(url_for("provider.services"), 303)
