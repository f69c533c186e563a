"""Public pages that belong to no domain: home, languages, display, legal pages, health."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from inclusion.errors import Unavailable
from inclusion.web import access, display, languages
from inclusion.web.fields import RadioField
from inclusion.web.forms import Form
from inclusion.web.pagelist import Page
from inclusion.web.session import reading, settings

bp = Blueprint("pages", __name__)

YEAR_SECONDS = 31_536_000


class DisplayForm(Form):
    """Colours and size."""

    theme = RadioField(
        _l("Les couleurs"),
        choices=[
            ("auto", _l("Comme mon appareil")),
            ("light", _l("Claires")),
            ("dark", _l("Sombres")),
            ("contrast", _l("Très contrastées")),
        ],
    )
    size = RadioField(
        _l("La taille des lettres"),
        choices=[("normal", _l("Normale")), ("large", _l("Grande"))],
    )


@bp.get("/")
@access.public
def home() -> str:
    """Three doors and a telephone number."""
    return render_template("pages/home.html")


@bp.get("/langues", endpoint="languages")
@access.public
def choose_language() -> str:
    """List the languages, each in its own words."""
    return render_template("pages/languages.html", url_in=_home_in)


@bp.route("/affichage", endpoint="display", methods=["GET", "POST"])
@access.public
def choose_display() -> Any:
    """Choose colours and size, kept in this browser alone."""
    now_chosen = display.chosen()
    form = DisplayForm(data={"theme": now_chosen.theme, "size": now_chosen.size})
    if form.validate_on_submit():
        response = redirect(url_for("pages.display"), 303)
        response.set_cookie(
            display.cookie(),
            f"{form.theme.data}.{form.size.data}",
            max_age=YEAR_SECONDS,
            secure=settings().is_https,
            httponly=True,
            samesite="Lax",
        )
        return response
    return render_template("pages/display.html", form=form), form.status


@bp.get("/mentions-legales")
@access.public
def legal() -> str:
    """Say who runs the site."""
    return render_template("pages/legal.html")


@bp.get("/vos-donnees")
@access.public
def privacy() -> str:
    """Say what is kept, why, how long."""
    return render_template("pages/privacy.html")


@bp.get("/accessibilite")
@access.public
def accessibility() -> str:
    """Show the declaration of accessibility, with the headings that the law wants."""
    return render_template("pages/accessibility.html")


@bp.get("/plan-du-site")
@access.public
def sitemap() -> str:
    """Every public page."""
    entries = (
        ("pages.home", _("Accueil")),
        ("appointments.reason", _("Prendre rendez-vous")),
        ("appointments.retrieve", _("Retrouver mon rendez-vous")),
        ("places.search", _("Trouver un lieu")),
        ("safe.how_it_works", _("Comment marche le coffre")),
        ("accounts.sign_in", _("Entrer dans mon compte")),
        ("accounts.sign_up", _("Ouvrir un compte")),
        ("pages.languages", _("Choisir une langue")),
        ("pages.display", _("Affichage")),
        ("pages.accessibility", _("Accessibilité : non conforme")),
        ("pages.privacy", _("Vos données")),
        ("pages.legal", _("Mentions légales")),
    )
    return render_template(
        "pages/sitemap.html", entries=[(url_for(endpoint), text) for endpoint, text in entries]
    )


@bp.get("/healthz")
@access.public
def health() -> Response:
    """Answer as soon as the process serves."""
    return _plain("ok")


@bp.get("/readyz")
@access.public
def ready() -> Response:
    """Answer once the database answers; raises Unavailable otherwise."""
    try:
        with reading() as session:
            session.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        raise Unavailable("database") from None
    return _plain("ready")


def pages(_session: object) -> list[Page]:
    """Return the pages of this module."""
    names = ("home", "languages", "display", "legal", "privacy", "accessibility", "sitemap")
    return [Page(f"pages.{name}", "journey") for name in names] + [
        Page("pages.health", "protocol"),
        Page("pages.ready", "protocol"),
    ]


def _plain(text: str) -> Response:
    response = make_response(text)
    response.mimetype = "text/plain"
    return response


def _home_in(code: str) -> str:
    return ("" if code == languages.SOURCE.code else f"/{code}") + "/"
