"""The forms of agents: somebody to add, a date that presses, an hour to offer."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.appointments.labels import RESOURCE_KINDS
from inclusion.appointments.rules.resources import ResourceKind
from inclusion.waiting.forms.citizen import JoinForm, read_date
from inclusion.web.fields import CheckboxesField, DateField, RadioField, SelectField, TextField
from inclusion.web.forms import Form

ABOUT_SOMEBODY = {
    "name": _l("Nom"),
    "phone": _l("Téléphone"),
    "commune": _l("Commune ou code postal"),
    "distance": _l("Jusqu’où peut aller la personne ?"),
    "weekdays": _l("Quels jours lui vont ?"),
}
"""What the same fields are called when an agent fills them."""


class AddForm(JoinForm):
    """Somebody who calls or stands at the counter."""

    reason = SelectField(_l("Besoin"), missing=_l("Choisissez un besoin."))
    place = SelectField(_l("Lieu"), missing=_l("Choisissez un lieu."))
    origin = RadioField(
        _l("La personne est"),
        choices=[("telephone", _l("Au téléphone")), ("counter", _l("Devant moi"))],
        default="telephone",
        missing=_l("Dites où est la personne."),
    )
    equipment = CheckboxesField(
        _l("Il lui faut"),
        choices=[
            (kind.value, words)
            for kind, words in RESOURCE_KINDS.items()
            if kind is not ResourceKind.INTERPRETER
        ],
    )

    def offer(self, reasons: Iterable[tuple[str, Any]], places: Iterable[tuple[str, Any]]) -> None:
        """Set the needs, and the places of the structure; speak of the person to the agent."""
        self.reason.choices = [("", _l("Choisir")), *reasons]
        self.place.choices = [("", _l("Près d’une commune")), *places]
        for name, words in ABOUT_SOMEBODY.items():
            if name in self:
                self[name].label.text = words
        for name in ("name", "phone"):
            if name in self:
                self[name].hint, self[name].autocomplete = None, "off"


class PressForm(Form):
    """A date by which the person must be received, and why."""

    deadline_on = DateField(
        _l("Date limite"), hint=_l("Laissez vide pour l’enlever. Par exemple : 15 3 2027.")
    )
    deadline_reason = TextField(
        _l("Pourquoi"), hint=_l("Sans détail de santé. Par exemple : dossier à rendre.")
    )

    def deadline(self) -> date | None:
        """Return the date, None when it is empty; refuses the field when it is no date."""
        return read_date(self, "deadline_on")


class HourForm(Form):
    """An hour to offer."""

    slot = RadioField(
        _l("Heures libres qui lui vont"), missing=_l("Choisissez une heure dans la liste.")
    )
