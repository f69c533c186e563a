"""What the person reads: their wishes, their turn, what became of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from inclusion import wording
from inclusion.appointments.labels import WEEKDAYS
from inclusion.waiting.rules.entries import EntryState, Moment
from inclusion.web.languages import current

if TYPE_CHECKING:
    from inclusion.waiting.models import WaitingEntry

MOMENTS: dict[Moment, Any] = {
    Moment.ANY: _l("Le matin ou l’après-midi"),
    Moment.MORNING: _l("Le matin"),
    Moment.AFTERNOON: _l("L’après-midi"),
}

STATES: dict[EntryState, Any] = {
    EntryState.WAITING: _l("En attente"),
    EntryState.OFFERED: _l("Une place est gardée"),
    EntryState.BOOKED: _l("Rendez-vous pris"),
    EntryState.LEFT: _l("Liste quittée"),
    EntryState.EXPIRED: _l("Attente finie"),
}

REFUSALS: dict[str, Any] = {
    "where": _l("Écrivez une commune ou un code postal. Par exemple : 78200."),
    "until": _l("Cette date est passée. Choisissez une date à venir."),
    "date": _l("Cette date n’existe pas. Par exemple : 15 3 2027."),
}

SAID: dict[str, Any] = {
    "finie": _l("Cette place n’est plus gardée pour vous. Vous pouvez attendre la suivante."),
    "impossible": _l("Cette place n’est plus possible. Vous gardez votre tour."),
    "telephone": _l("Pour prendre cette place, appelez-nous. Nous la réservons avec vous."),
}
"""What a page says after an answer that could not be taken."""

EVENTS: dict[str, Any] = {
    "waiting.joined": _l("Votre nom est sur une liste d’attente."),
    "waiting.changed": _l("Vos souhaits sur une liste d’attente ont changé."),
    "waiting.pressed": _l("Un agent a noté une date limite pour votre attente."),
    "waiting.offered": _l("Une place a été gardée pour vous."),
    "waiting.accepted": _l("Une place gardée pour vous a été prise."),
    "waiting.refused": _l("Une place gardée pour vous a été refusée."),
    "waiting.lapsed": _l("Une place gardée pour vous est passée à une autre personne."),
    "waiting.withdrawn": _l("Une place gardée pour vous n’était plus possible."),
    "waiting.left": _l("Vous avez quitté une liste d’attente."),
    "waiting.expired": _l("Votre attente est arrivée à sa fin."),
}
"""The acts of the journal, as the person reads them in their history."""


def where_of(entry: "WaitingEntry") -> str:
    """Return where somebody would go, in words."""
    if entry.radius_km is None and entry.place is not None:
        return _("À %(place)s seulement", place=entry.place.name)
    if entry.place is not None:
        return _("À %(place)s, ou à moins de %(km)s km", place=entry.place.name, km=entry.radius_km)
    return _("À moins de %(km)s km de %(commune)s", km=entry.radius_km, commune=entry.area)


def when_of(entry: "WaitingEntry") -> str:
    """Return the days and hours that suit, in words."""
    days = ", ".join(str(WEEKDAYS[int(day)]) for day in entry.weekdays) or _("Tous les jours")
    return f"{days}. {MOMENTS[entry.moment]}."


def turn_in_words(ahead: int) -> str:
    """Return the place in the line, in words."""
    if ahead == 0:
        return _("Vous êtes la première personne de la liste.")
    return ngettext(
        "%(num)s personne passe avant vous.", "%(num)s personnes passent avant vous.", ahead
    )


def hour_in_words(instant: datetime) -> str:
    """Return a day and hour in the language of the page."""
    return wording.capital(wording.day_and_hour(instant, current().code))
