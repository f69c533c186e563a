"""The identities that open my account: see them, attach one, take one off."""

from flask import redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.accounts import queries as accounts
from inclusion.accounts.contributions import ways_of
from inclusion.federation import hub, queries, service
from inclusion.federation.rules import KINDS
from inclusion.federation.views import bp
from inclusion.web import access
from inclusion.web.session import actor, now, reading, transaction


@bp.get("/mon-compte/identites")
@access.signed_in
def identities() -> str:
    """Show what opens my account from outside."""
    with reading() as db:
        account = accounts.account(db, current_user.account_id)
        elsewhere = bool(ways_of(db, account.id) - {"identity"})
        links = queries.links(db, account.id)
        removable = {
            link.id
            for link in links
            if queries.has_other_way(db, account, link, issuers=hub.issuers(), elsewhere=elsewhere)
        }
    return render_template(
        "federation/identities.html",
        links=links,
        kinds=KINDS,
        removable=removable,
        is_agent=current_user.is_agent,
        buttons=hub.buttons(for_agents=current_user.is_agent),
    )


@bp.post("/mon-compte/identites/<public_id>/retirer")
@access.signed_in
@access.recent
def unlink(public_id: str) -> Response | tuple[str, int]:
    """Take an identity off, unless nothing else opens the account."""
    try:
        with transaction() as db:
            service.unlink(
                db,
                account_id=current_user.account_id,
                public_id=public_id,
                issuers=hub.issuers(),
                actor=actor(),
                at=now(),
                elsewhere=bool(ways_of(db, current_user.account_id) - {"identity"}),
            )
    except service.LastWay:
        return render_template("federation/last_way.html"), 409
    return redirect(url_for("federation.identities"), 303)
