"""Read the wishes of a form: where, when."""

from typing import TYPE_CHECKING

from inclusion.appointments.queries import nearby
from inclusion.places import catalogue
from inclusion.places.rules.communes import Commune
from inclusion.waiting.forms.citizen import HERE_ONLY, WishForm
from inclusion.waiting.labels.citizen import REFUSALS
from inclusion.waiting.rules.entries import Moment, WishRefused
from inclusion.waiting.service.listing import When, Where

if TYPE_CHECKING:
    from inclusion.places.models import Place


def choose(
    form: WishForm, place: "Place | None", insee: str | None, *, keeps_commune: bool = False
) -> list[Commune]:
    """Set what the form asks, and return the communes that its text may mean.

    insee: the commune of the address, when the form says none yet. keeps_commune: ask for it
    though the place is known, since the form may choose another.
    """
    if place is not None:
        form.place_it(place.name, [], keeps=keeps_commune)
        return []
    hinted = catalogue.find(insee) if insee else None
    if hinted is not None and not form.is_submitted():
        form.commune.data = hinted.name
    typed = form.commune.data or ""
    found = nearby.communes(typed, None)
    form.place_it(None, [(one.insee, one.label) for one in found], keeps=keeps_commune)
    return found


def asked_where(form: WishForm, place: "Place | None", communes: list[Commune]) -> Where | None:
    """Return where the person would go; None, with the sentence beside the field, when unsaid.

    The form is valid already.
    """
    chosen_km = str(form.distance.data)
    radius = None if chosen_km == HERE_ONLY else int(chosen_km)
    if place is not None:
        return Where(place.id, place.point, radius, place.commune)
    if not communes:
        form.refuse("commune", REFUSALS["where"])
        return None
    if radius is None:
        form.refuse("distance", form.distance.missing)
        return None
    one = communes[0]
    if len(communes) > 1:
        one = next(one for one in communes if one.insee == form.insee.data)
    return Where(None, one.point, radius, one.name)


def when_of(form: WishForm) -> When:
    """Return when the person can come; refuses the date when it is none. The form is valid."""
    return When(form.days, Moment(form.moment.data), None, form.until())


def refuse_wish(form: WishForm, error: WishRefused) -> None:
    """Say beside its field why a wish makes no sense."""
    field = error.field if error.field in form else None
    form.refuse(field, REFUSALS[error.code])
