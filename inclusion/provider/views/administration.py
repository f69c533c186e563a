"""Administration: the services to which people may sign in."""

from typing import Any

from flask import render_template

from inclusion.errors import Invalid
from inclusion.provider import labels, queries
from inclusion.provider.forms import ACRS, PROBLEMS, ClientForm
from inclusion.provider.service import clients as service
from inclusion.provider.views import bp
from inclusion.web import access
from inclusion.web.session import actor, now, reading, settings, transaction


@bp.get("/administration/services")
@access.role("administrator")
def clients() -> str:
    """List the services."""
    with reading() as session:
        found = queries.clients(session)
    return render_template(
        "administration/services.html", clients=found, acrs=ACRS, scopes=labels.RIGHTS
    )


@bp.route("/administration/services/nouveau", methods=["GET", "POST"])
@access.role("administrator")
@access.recent
def add_client() -> Any:
    """Register a service; its secret is on the page that answers, and nowhere else."""
    form = ClientForm()
    if form.validate_on_submit():
        added = _add(form)
        if added:
            client, secret = added
            return render_template(
                "administration/service_added.html",
                client=client,
                secret=secret,
                issuer=settings().public_url,
            )
    return render_template("administration/add_service.html", form=form), form.status


def _add(form: ClientForm) -> tuple[Any, str] | None:
    try:
        with transaction() as session:
            return service.register(
                session,
                name=form.name.data,
                redirect_uris=form.redirect_uris.data.split(),
                post_logout_uris=(form.post_logout_uris.data or "").split(),
                backchannel_uri=form.backchannel_uri.data,
                scope=" ".join(form.scope.data or ()),
                min_acr=form.min_acr.data,
                sector=form.sector.data,
                algorithm=form.algorithm.data,
                passes_franceconnect=form.passes_franceconnect.data,
                with_loopback=settings().environment == "development",
                actor=actor(),
                at=now(),
            )
    except Invalid as error:
        form.refuse(error.field, PROBLEMS[error.code])
    return None
