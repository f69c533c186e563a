"""The directory: search by commune, a place, and what agents correct."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from inclusion.clock import to_paris
from inclusion.places import catalogue, labels
from inclusion.places import map as drawing
from inclusion.places.forms import PlaceForm, shown
from inclusion.places.queries import communes, places
from inclusion.places.rules import search as rules
from inclusion.places.rules.communes import Commune
from inclusion.places.rules.completeness import unknown
from inclusion.places.service import editing
from inclusion.web import access
from inclusion.web.languages import current
from inclusion.web.session import actor, now, reading, transaction

bp = Blueprint("places", __name__)

SERVICE_CODES = dict(
    zip(
        (
            "demarches",
            "ordinateur",
            "travail",
            "pieges",
            "ecole",
            "loisirs",
            "comprendre",
            "internet",
            "materiel",
        ),
        labels.SERVICES,
        strict=True,
    )
)
SWITCHES = ("rdv", "fauteuil", "gratuit")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list says."""

    typed: str
    insee: str
    service: str
    switches: tuple[str, ...]
    is_wide: bool
    page: int

    @classmethod
    def of_request(cls) -> "Asked":
        """Read the address; what it does not know is left out."""
        got = request.args
        number = got.get("page", "")
        return cls(
            typed=got.get("ou", "").replace("\0", "").strip()[:100],
            insee=got.get("insee", ""),
            service=got.get("aide", "") if got.get("aide") in SERVICE_CODES else "",
            switches=tuple(name for name in SWITCHES if got.get(name) == "oui"),
            is_wide="loin" in got,
            page=int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1,
        )

    def url(self, **changes: Any) -> str:
        """Return the address of the same list with something changed; None takes it away."""
        said: dict[str, Any] = {
            "ou": self.typed or None,
            "insee": self.insee or None,
            "aide": self.service or None,
            "loin": "oui" if self.is_wide else None,
            **dict.fromkeys(self.switches, "oui"),
        }
        return url_for("places.search", **{**said, **changes})

    def page_url(self, number: int) -> str:
        """Return the address of another page of the same list."""
        return self.url(page=number)

    @property
    def wishes(self) -> rules.Wishes:
        """Return what the places shown must offer."""
        return rules.Wishes(
            service=SERVICE_CODES.get(self.service),
            takes_appointments="rdv" in self.switches,
            is_step_free="fauteuil" in self.switches,
            is_free="gratuit" in self.switches,
        )


@bp.get("/lieux")
@access.public
def search() -> str:
    """Find places near a commune, the nearest first, with a map beside."""
    asked = Asked.of_request()
    chosen = catalogue.find(asked.insee) if asked.insee else None
    found = [chosen] if chosen else communes.find(asked.typed)
    if len(found) != 1:
        with reading() as session:
            points = places.points(session)
        return render_template(
            "places/search.html",
            asked=asked,
            communes=found,
            overview=drawing.overview(points),
            total=len(points),
            **_words(),
        )
    return _list_near(found[0], asked)


def _list_near(commune: Commune, asked: Asked) -> str:
    with reading() as session:
        every = places.places(session)
    ranked = places.near((one for one in every if asked.wishes.fits(one)), commune.point)
    radius = rules.WIDER_KM if asked.is_wide or commune.is_approximate else rules.RADIUS_KM
    within = [one for one in ranked if one.distance_km <= radius]
    page = rules.cut(within or ranked[: rules.NEAREST], asked.page)
    points = [one.place.point for one in page.items]
    every_point = [place.point for place in every if place.point is not None]
    around = drawing.surroundings(commune.point, points, others=every_point)
    shown_points = [commune.point, *(point for point in points if point is not None)]
    return render_template(
        "places/near.html",
        asked=asked,
        commune=commune,
        page=page,
        radius=radius,
        nothing_near=not within,
        can_widen=radius < rules.WIDER_KM,
        surroundings=around,
        overview=drawing.overview(every_point, frame_of=around, around=shown_points),
        total=len(every_point),
        open_now=_open_now,
        says_hours=rules.says_hours,
        **_words(),
    )


@bp.get("/lieux/<slug>")
@access.public
def show(slug: str) -> str:
    """Show a place: address, telephone, hours, how to come, what it helps with."""
    with reading() as session:
        place = places.place(session, slug)
    return render_template(
        "places/show.html",
        place=place,
        hours=labels.hours_lines(place.hours, current().code),
        is_open=_open_now(place.hours),
        modes=labels.ACCESS_MODES,
        supports=labels.SUPPORT_MODES,
        fees=labels.FEES,
        surroundings=drawing.surroundings(place.point, [place.point]) if place.point else None,
        **_words(),
    )


@bp.get("/administration/lieux")
@access.role("coordinator", "administrator")
def incomplete() -> str:
    """List the real places of which something needed is unknown."""
    number = request.args.get("page", "1")
    with reading() as session:
        found = places.incomplete(session)
    page = rules.cut(found, int(number) if number.isdecimal() and len(number) < 5 else 1)
    return render_template(
        "places/incomplete.html",
        page=page,
        page_url=lambda number: url_for("places.incomplete", page=number),
        unknown=lambda place: ", ".join(str(labels.COLUMNS[column]) for column in unknown(place)),
    )


@bp.route("/administration/lieux/<slug>", methods=["GET", "POST"])
@access.role("coordinator", "administrator")
def correct(slug: str) -> tuple[str, int] | Response:
    """Correct a place by hand; imports leave alone what was set here."""
    with reading() as session:
        place = places.place(session, slug)
    form = PlaceForm(data=shown(place))
    if form.validate_on_submit():
        with transaction() as session:
            editing.correct(
                session,
                place=places.place(session, slug),
                values=form.values(),
                actor=actor(),
                at=now(),
            )
        return redirect(url_for("places.show", slug=slug), 303)
    page = render_template("places/correct.html", form=form, place=place, lacking=_lacking(place))
    return page, form.status


def _lacking(place: Any) -> list[Any]:
    return [labels.COLUMNS[column] for column in unknown(place)]


def _open_now(hours: str | None) -> labels.Open | None:
    return labels.open_now(hours, to_paris(now()), current().code)


def _words() -> dict[str, Any]:
    return {
        "services": labels.SERVICES,
        "cares": labels.CARES,
        "service_choices": [
            (code, labels.SERVICES[service]) for code, service in SERVICE_CODES.items()
        ],
        "switches": [
            ("rdv", _("avec rendez-vous sur ce site")),
            ("fauteuil", _("accès en fauteuil")),
            ("gratuit", _("gratuit")),
        ],
    }
