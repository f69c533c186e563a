"""Act for somebody protected, with one's own account; go back to oneself."""

from flask import current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.states.forms.citizen import ActForForm
from inclusion.states.queries import protection as read
from inclusion.states.rules import may_change_contact
from inclusion.states.service import protection
from inclusion.states.views import bp
from inclusion.states.views.answer import Answer
from inclusion.web import access
from inclusion.web.session import actor, now, reading, transaction
from inclusion.web.visit import ACTING_FOR, visit

OWN = frozenset(
    {
        "accounts", "counter", "federation", "keeping", "leaving", "lending", "proofs", "provider",
        "receiving", "rescue", "safe",
    }
)  # fmt: skip
"""Parts that belong to the account that signed in, never to whom it acts for."""
OWN_PAGES = frozenset({"states.scammed", "states.directives", "states.reserved"})
CONSENT = ("/connexion/service",)
"""Where another service asks who one is: never in the name of somebody else."""
PROOFS = "/connexion"
RESERVED = ("/mon-compte/coordonnees", "/mon-compte/fermer")
"""What somebody under tutelle leaves to their representative."""


@bp.before_app_request
def keep_apart() -> Response | None:
    """Keep the account of a representative apart from the person they act for, and the reverse."""
    if request.endpoint is None or not current_user.is_authenticated or current_user.is_agent:
        return None
    if current_user.acts_for:
        return redirect(url_for("states.act_for"), 303) if _is_own(request.endpoint) else None
    if request.path.startswith(RESERVED) and _is_reserved(current_user.person_id):
        return redirect(url_for("states.reserved"), 303)
    return None


@bp.route("/agir", methods=["GET", "POST"])
@access.citizen
def act_for() -> Answer:
    """Choose for whom to act; while acting, say what may be done."""
    form = ActForForm()
    if form.is_submitted():
        with transaction() as session:
            one = read.guardianship_held(
                session,
                account_id=current_user.account_id,
                public_id=form.guardianship.data or "",
                at=now(),
            )
            protection.begin_acting(session, one, actor=actor(), at=now())
        visit()[ACTING_FOR] = one.person_id
        return redirect(url_for("states.act_for"), 303)
    with reading() as session:
        held = read.guardianships_held(session, current_user.account_id, now())
    return render_template("states/act_for.html", held=held)


@bp.post("/agir/fin")
@access.citizen
def act_for_myself() -> Response:
    """Go back to one's own account."""
    visit().pop(ACTING_FOR, None)
    return redirect(url_for("states.act_for"), 303)


@bp.get("/mon-compte/protege")
@access.citizen
def reserved() -> str:
    """Say who makes the changes that somebody under tutelle does not make alone."""
    with reading() as session:
        one = read.guardianship_of(session, current_user.person_id, now())
    return render_template("states/reserved.html", guardianship=one)


def _is_own(endpoint: str) -> bool:
    """Tell whether a page is of the account itself: closed while it acts for somebody."""
    if endpoint in OWN_PAGES or request.path.startswith(CONSENT):
        return True
    is_public = access.mark_of(current_app.view_functions[endpoint]) == "public"
    return request.blueprint in OWN and not is_public and not request.path.startswith(PROOFS)


def _is_reserved(person_id: int) -> bool:
    with reading() as session:
        one = read.guardianship_of(session, person_id, now())
    return one is not None and not may_change_contact(one.kind)
