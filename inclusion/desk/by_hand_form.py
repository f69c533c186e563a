"""The form of an hour chosen by hand."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.desk.forms import ASK_DATE, ASK_HOUR, DayField, HourField
from inclusion.web.fields import HiddenField, SelectField, TextField
from inclusion.web.forms import Form
from inclusion.web.validators import Length, Required


class ByHandForm(Form):
    """With whom, where and when; why, when somebody is already there."""

    mediator = SelectField(_l("Avec"), missing=_l("Choisissez un médiateur."))
    place = SelectField(_l("Lieu"), missing=_l("Choisissez le lieu dans la liste."))
    on = DayField(_l("Jour"), [Required(ASK_DATE)])
    hour = HourField(_l("Heure"), [Required(ASK_HOUR)], hint=_l("Par exemple : 9 h 30."))
    why = TextField(
        _l("Pourquoi prendre cette heure quand même"),
        [Length(_l("Écrivez 200 signes au plus."), highest=200)],
        autocomplete="off",
    )
    seen = HiddenField()
    key = HiddenField()

    def offer(
        self, mediators: Iterable[tuple[str, Any]], places: Iterable[tuple[str, Any]]
    ) -> None:
        """Set the mediators and the places."""
        self.mediator.choices = list(mediators)
        self.place.choices = list(places)
