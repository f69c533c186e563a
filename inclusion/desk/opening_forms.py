"""The forms of openings: how they come back, and what they serve."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.appointments.labels import WEEKDAYS
from inclusion.appointments.rules.recurrence import SchoolHolidays
from inclusion.appointments.service.openings import Rhythm
from inclusion.desk.forms import ASK_DATE, ASK_HOUR, DayField, HourField
from inclusion.desk.labels import clock
from inclusion.web.fields import CheckboxesField, CheckboxField, SelectField
from inclusion.web.forms import Form
from inclusion.web.validators import Required

RHYTHMS = (
    ("1", _l("Toutes les semaines")),
    ("2", _l("Une semaine sur deux")),
    ("3", _l("Une semaine sur trois")),
    ("4", _l("Une semaine sur quatre")),
    ("n1", _l("Une fois par mois : le premier")),
    ("n2", _l("Une fois par mois : le deuxième")),
    ("n3", _l("Une fois par mois : le troisième")),
    ("n4", _l("Une fois par mois : le quatrième")),
    ("n-1", _l("Une fois par mois : le dernier")),
)


class ChangeForm(Form):
    """What may change of an opening that comes back."""

    starts = HourField(_l("De"), [Required(ASK_HOUR)], hint=_l("Par exemple : 9 h."))
    ends = HourField(_l("À"), [Required(ASK_HOUR)], hint=_l("Par exemple : 12 h 30."))
    place = SelectField(_l("Lieu"), missing=_l("Choisissez le lieu dans la liste."))
    every = SelectField(_l("Rythme"), choices=RHYTHMS, default="1")
    school = SelectField(
        _l("Vacances scolaires"),
        choices=[
            (SchoolHolidays.ALWAYS.value, _l("Comme les autres jours")),
            (SchoolHolidays.OUTSIDE.value, _l("Pas de permanence")),
            (SchoolHolidays.ONLY.value, _l("Seulement pendant les vacances")),
        ],
        default=SchoolHolidays.ALWAYS.value,
    )
    reasons = CheckboxesField(
        _l("Pour quels besoins"), hint=_l("Rien de coché : pour tous les besoins.")
    )
    release = SelectField(
        _l("Qui peut réserver"),
        choices=[
            ("", _l("Tout le monde")),
            ("24", _l("Téléphone et guichet. Le site : 1 jour avant")),
            ("48", _l("Téléphone et guichet. Le site : 2 jours avant")),
            ("168", _l("Téléphone et guichet. Le site : 7 jours avant")),
        ],
        default="",
    )
    until = DayField(_l("Dernier jour"), hint=_l("Vous pouvez laisser vide."))
    seen = CheckboxField(_l("Cette permanence a lieu en même temps qu’une autre. C’est voulu."))

    def offer(self, places: Iterable[tuple[str, str]], reasons: Iterable[tuple[str, Any]]) -> None:
        """Set the places and the reasons."""
        self.place.choices = list(places)
        self.reasons.choices = list(reasons)

    def rhythm(self, ids: dict[str, int]) -> Rhythm:
        """Return what was chosen. ids: those of the reasons, by code."""
        chosen = self.every.data or "1"
        is_monthly = chosen.startswith("n")
        return Rhythm(
            every_weeks=1 if is_monthly else int(chosen),
            nth=int(chosen[1:]) if is_monthly else None,
            school_holidays=SchoolHolidays(self.school.data),
            reasons=frozenset(ids[code] for code in self.reasons.data or []),
            release_hours=int(self.release.data) if self.release.data else None,
        )


class OpeningForm(ChangeForm):
    """An opening that comes back."""

    weekday = SelectField(
        _l("Jour"), choices=[(str(n), day) for n, day in enumerate(WEEKDAYS)], default="0"
    )
    first = DayField(_l("Premier jour"), [Required(ASK_DATE)])


def as_it_is(rule: Any) -> dict[str, Any]:
    """Return what the form of a rule shows before it is changed."""
    until = rule.until_on
    return {
        "starts": clock(rule.starts),
        "ends": clock(rule.ends),
        "place": rule.place.slug,
        "every": f"n{rule.nth}" if rule.nth else str(rule.every_weeks),
        "school": rule.school_holidays.value,
        "release": str(rule.release_hours) if rule.assisted_only else "",
        "until": (str(until.day), str(until.month), str(until.year)) if until else ("", "", ""),
    }


class DatedForm(Form):
    """One dated opening: another day, other hours."""

    on = DayField(_l("Quel jour"), [Required(ASK_DATE)])
    starts = HourField(_l("De"), [Required(ASK_HOUR)], hint=_l("Par exemple : 9 h."))
    ends = HourField(_l("À"), [Required(ASK_HOUR)], hint=_l("Par exemple : 12 h 30."))


class EndForm(Form):
    """The last day of an opening."""

    last = DayField(_l("Dernier jour"), [Required(ASK_DATE)])


class ExceptForm(Form):
    """The day that is left out."""

    on = SelectField(_l("Jour à annuler"), missing=_l("Choisissez un jour dans la liste."))
