"""Administration of the networks that we know: the public addresses of counters."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from inclusion.accounts import labels
from inclusion.accounts.forms import NetworkForm
from inclusion.accounts.views import bp
from inclusion.accounts.views.sign_in import Answer
from inclusion.errors import Invalid
from inclusion.places.queries import places
from inclusion.web import access
from inclusion.web import queries as web
from inclusion.web import service as web_service
from inclusion.web.session import now, reading, transaction


@bp.route("/administration/reseaux", methods=["GET", "POST"])
@access.role("administrator")
@access.recent
def networks() -> Answer:
    """List the networks, and add the public address of a place."""
    form = NetworkForm()
    with reading() as session:
        names = {place.id: f"{place.name}, {place.commune}" for place in places.places(session)}
        known = web.known_networks(session)
    form.offer([(str(place_id), name) for place_id, name in names.items()])
    if form.validate_on_submit() and _add(form):
        return redirect(url_for("accounts.networks"), 303)
    page = render_template("administration/networks.html", form=form, networks=known, names=names)
    return page, form.status


@bp.post("/administration/reseaux/<int:network_id>/oublier")
@access.role("administrator")
@access.recent
def forget_network(network_id: int) -> Response:
    """Forget a network."""
    with transaction() as session:
        web_service.forget_network(session, network_id=network_id)
    return redirect(url_for("accounts.networks"), 303)


def _add(form: NetworkForm) -> bool:
    try:
        with transaction() as session:
            web_service.know_network(
                session, address=form.address.data, place_id=int(form.place.data), at=now()
            )
    except Invalid as error:
        form.refuse("address", labels.NETWORKS[error.code])
        return False
    return True
