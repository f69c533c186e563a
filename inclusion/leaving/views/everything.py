"""Leave with everything: one press, as often as one likes; the open safe is all that it asks."""

from collections.abc import Callable, Iterator
from typing import Any

from flask import current_app, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from inclusion.clock import paris_today
from inclusion.leaving.service import archive, bundle
from inclusion.leaving.service.plan import Plan, Words, missing, plan
from inclusion.leaving.views import bp
from inclusion.safe import labels
from inclusion.safe.rules import Act
from inclusion.safe.service.noting import note
from inclusion.safe.views.opened import opened, shelf
from inclusion.web import access
from inclusion.web.session import now, parts, reading, settings, store, transaction


@bp.get("/coffre/tout-recuperer")
@access.citizen
def everything() -> str:
    """Say what leaves, in which form, and what is missing."""
    made = _plan()
    return render_template(
        "leaving/everything.html",
        count=len(made.lines),
        weight=made.weight_bytes,
        missing=missing(made, store()),
        faults=made.faults,
    )


@bp.post("/coffre/tout-recuperer/papiers.zip")
@access.citizen
def papers() -> Response:
    """Give everything in readable folders."""
    made = _noted(_plan(), "zip")
    readme = _readme("leaving/readme.txt", made)
    stream = archive.readable(made, engine=parts().engine, store=store(), readme=readme)
    return _sent(stream, "mon-coffre", made)


@bp.post("/coffre/tout-recuperer/age.zip")
@access.citizen
def age() -> Response:
    """Give everything as age files, for another program."""
    made = _noted(_plan(), "age")
    text = _readme("leaving/readme_age.txt", made)({})
    stream = bundle.sealed(made, engine=parts().engine, store=store(), readme=lambda: text)
    return _sent(stream, "mon-coffre-age", made)


def _plan() -> Plan:
    found = opened()
    kept = shelf(found)
    words = Words(
        categories={category: str(word) for category, word in labels.CATEGORIES.items()},
        to_sort=_("À ranger"),
        binned=_("Corbeille"),
        replaced=_("Anciennes versions"),
        original=_("original"),
        unnamed=_("papier"),
    )
    with reading() as session:
        return plan(
            session,
            opened=found,
            shelf=kept,
            words=words,
            product=settings().product_name,
            at=now(),
        )


def _noted(made: Plan, form: str) -> Plan:
    with transaction() as session:
        note(session, safe_id=made.opened.safe.id, act=Act.EXPORTED, at=made.at, reason=form)
    return made


def _readme(template: str, made: Plan) -> Callable[[dict[str, Any]], str]:
    """Return what writes the page that explains, after the request is over."""
    environment = current_app.jinja_env
    values = {
        "product": made.product,
        "phone": settings().phone,
        "address": settings().public_url,
        "day": paris_today(made.at).isoformat(),
    }
    page = environment.get_template(template)
    return lambda manifest: page.render(manifest=manifest, **values)


def _sent(stream: Iterator[bytes], name: str, made: Plan) -> Response:
    """Return a download that is made while it is sent."""
    filename = f"{name}-{paris_today(made.at).isoformat()}.zip"
    response = Response(stream, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    return response
