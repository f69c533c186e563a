"""An identity that opens nothing yet: sign in and attach it, or open an account."""

from flask import redirect, render_template, request, session, url_for
from flask_login import current_user

from inclusion.accounts.login import load
from inclusion.accounts.views.sign_in import enter
from inclusion.errors import Invalid, NotFound
from inclusion.federation import hub, queries, service
from inclusion.federation.forms import OpenForm
from inclusion.federation.rules import KINDS, Identity
from inclusion.federation.views import bp
from inclusion.federation.views.dance import CODES
from inclusion.federation.views.pending import PENDING, agrees, attached, pending
from inclusion.federation.views.stop import Answer, stopped
from inclusion.web import access, languages, limits
from inclusion.web.session import now, reading, transaction

PER_NETWORK = 60


@bp.route(f"/connexion/{CODES}/inconnu", methods=["GET", "POST"])
@access.public
def unknown(code: str) -> Answer:
    """Offer to attach an unknown identity, or to open an account from it."""
    kind = hub.client(code).provider.kind
    identity = pending(code)
    if identity is None:
        return redirect(url_for("accounts.sign_in"), 303)
    if current_user.is_authenticated:
        return redirect(url_for("federation.attach", code=code), 303)
    if kind.is_for_agents:
        return render_template("federation/unknown_agent.html", identity=identity, kind=kind)
    form = OpenForm()
    if form.validate_on_submit():
        return _open(identity, keeps_email=bool(form.keeps_email.data))
    with reading() as db:
        is_likely_known = queries.has_likely_file(db, identity)
    return render_template(
        "federation/unknown.html",
        form=form,
        identity=identity,
        kind=kind,
        is_likely_known=is_likely_known,
    )


@bp.get(f"/connexion/{CODES}/bienvenue")
@access.citizen
def welcome(code: str) -> str:
    """Show the number of an account that an identity has just opened."""
    with reading() as db:
        links = queries.links(db, current_user.account_id)
    if not any(link.provider == code for link in links):
        raise NotFound("identity")
    return render_template(
        "federation/welcome.html", name=KINDS[code].name, identifier=current_user.identifier
    )


@bp.route(f"/mon-compte/identites/{CODES}/rattacher", methods=["GET", "POST"])
@access.signed_in
def attach(code: str) -> Answer:
    """Ask whether an identity is to open the account signed in, then attach it."""
    identity = pending(code)
    if identity is None:
        return redirect(url_for("federation.identities"), 303)
    if request.method == "POST":
        return attached(identity)
    return render_template(
        "federation/attach.html",
        identity=identity,
        kind=hub.client(code).provider.kind,
        agrees=agrees(identity),
    )


def _open(identity: Identity, *, keeps_email: bool) -> Answer:
    limits.guard("sign_up", limits.network(), limit=PER_NETWORK)
    session.pop(PENDING, None)
    try:
        with transaction() as db:
            account = service.open_account(
                db,
                identity,
                keeps_email=keeps_email,
                language=languages.current().code,
                at=now(),
            )
    except service.AlreadyLinked:
        return stopped(identity.provider, "taken")
    except Invalid:  # no name came: ask for it
        return redirect(url_for("accounts.sign_up"), 303)
    limits.note_failure("sign_up", limits.network())
    user = load(str(account.id))
    if user is not None:
        enter(user, methods=(KINDS[identity.provider].method,))
    return redirect(url_for("federation.welcome", code=identity.provider), 303)
