"""The form that brings a spreadsheet in, and the words of what may be wrong with a line."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from inclusion.appointments.rules.sheets import Fault
from inclusion.web.fields import FileField, RadioField
from inclusion.web.forms import Form

FAULTS: dict[str, Any] = {
    "columns": _l("Il manque des colonnes. Partez du fichier que vous pouvez télécharger ici."),
    "broken": _l("Ce fichier est abîmé."),
    "too_long": _l("Ce fichier est trop long. Coupez-le en deux."),
    "mediator": _l("Ce médiateur n’est pas connu, ou n’est pas de votre équipe."),
    "place": _l("Ce lieu n’est pas connu. Prenez son nom dans l’adresse de sa page."),
    "weekday": _l("Ce jour n’est pas un jour de la semaine."),
    "hour": _l("Cette heure n’est pas une heure. Par exemple : 9:30."),
    "hours": _l("La fin doit venir après le début."),
    "day": _l("Cette date n’est pas une date. Par exemple : 2026-12-24."),
    "days": _l("Le dernier jour vient avant le premier."),
    "rhythm": _l("Ce rythme n’est pas connu. Par exemple : 1, 2, 1er, dernier."),
    "holidays": _l("Écrivez toujours, hors ou seulement."),
}


class SheetForm(Form):
    """What the file holds, and the file."""

    kind = RadioField(
        _l("Ce que contient le fichier"),
        choices=[("openings", _l("Des permanences")), ("absences", _l("Des absences"))],
        missing=_l("Choisissez ce que contient le fichier."),
    )
    file = FileField(_l("Fichier"), hint=_l("Un tableau au format CSV."), accept=".csv,text/csv")


def in_words(fault: Fault) -> str:
    """Return what is wrong with a line, with its number."""
    return _("Ligne %(number)s : %(why)s", number=fault.number, why=FAULTS[fault.code])
