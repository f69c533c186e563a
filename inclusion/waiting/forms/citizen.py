"""The forms of who waits: who, where, when."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.appointments.labels import INTERPRETER_LANGUAGES, WEEKDAYS
from inclusion.waiting.labels.citizen import MOMENTS, REFUSALS
from inclusion.waiting.rules.entries import Moment
from inclusion.web.fields import (
    CheckboxesField,
    DateField,
    HiddenField,
    PhoneField,
    RadioField,
    SelectField,
    TextField,
)
from inclusion.web.forms import Form

HERE_ONLY = "0"
RADII = ("5", "10", "20", "50")
OPEN_DAYS = range(6)


def read_date(form: Form, name: str) -> date | None:
    """Return a date of a form, None when it is empty; refuses the field when it is no date."""
    parts = form[name].data
    if not any(parts):
        return None
    try:
        day, month, year = map(int, parts)
        return date(year, month, day)
    except ValueError:
        form.refuse(name, REFUSALS["date"])
        return None


class WishForm(Form):
    """Where and when somebody can come."""

    commune = TextField(
        _l("Votre commune ou votre code postal"),
        hint=_l("Par exemple : Mantes-la-Jolie, ou 78200."),
        autocomplete="postal-code",
    )
    insee = RadioField(_l("Quelle commune ?"), missing=_l("Choisissez une commune."))
    distance = RadioField(
        _l("Jusqu’où pouvez-vous aller ?"), missing=_l("Choisissez une distance.")
    )
    weekdays = CheckboxesField(
        _l("Quels jours vous vont ?"),
        choices=[(str(day), WEEKDAYS[day]) for day in OPEN_DAYS],
        hint=_l("Ne cochez rien si tous les jours vous vont."),
    )
    moment = RadioField(
        _l("À quel moment ?"),
        choices=[(one.value, words) for one, words in MOMENTS.items()],
        default=Moment.ANY.value,
        missing=_l("Choisissez un moment."),
    )
    until_on = DateField(
        _l("Avant quelle date ?"),
        hint=_l("Laissez vide s’il n’y a pas de date. Par exemple : 15 3 2027."),
    )

    def place_it(
        self, place_name: str | None, communes: Iterable[tuple[str, str]], *, keeps: bool = False
    ) -> None:
        """Ask for a place known, or for a commune; which one when several have that name.

        keeps: the place is a choice of the form, so the commune stays beside it.
        """
        here = [(HERE_ONLY, _l("Ce lieu seulement"))] if place_name or keeps else []
        around = [(km, _l("Moins de %(km)s km", km=km)) for km in RADII]
        self.distance.choices = [*here, *around]
        if place_name and not keeps:
            del self.commune
        choices = list(communes)
        if len(choices) > 1:
            self.insee.choices = choices
        else:
            del self.insee

    def until(self) -> date | None:
        """Return the last day that suits, None when it is empty; refuses what is no date."""
        return read_date(self, "until_on")

    @property
    def days(self) -> list[int]:
        """Return the days that suit."""
        return [int(day) for day in self.weekdays.data or ()]


class JoinForm(WishForm):
    """The same, for who joins; the key makes a form sent twice one entry."""

    name = TextField(
        _l("Votre nom"),
        hint=_l("Le nom que l’accueil dira. Un seul nom suffit."),
        autocomplete="name",
    )
    phone = PhoneField(
        _l("Votre téléphone"),
        hint=_l("Nous vous appelons quand une place se libère. Celui d’un proche convient."),
    )
    interpreter = SelectField(
        _l("Faut-il quelqu’un qui parle une autre langue ?"),
        choices=[("", _l("Non, le français convient")), *INTERPRETER_LANGUAGES.items()],
        default="",
    )
    key = HiddenField()

    def forget_who(self) -> None:
        """Ask nothing of who is known already."""
        del self.name
        del self.phone

    def check_who(self, missing: Any) -> None:
        """Refuse an empty name, when it is asked."""
        if "name" in self and not self.name.data:
            self.refuse("name", missing)


class ActForm(Form):
    """A form that only asks for agreement."""
