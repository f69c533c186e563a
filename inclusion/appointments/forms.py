"""The forms of the citizen's journey: one question a page. Choices are handed in."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.appointments.labels import (
    CHANNELS,
    COMPANIES,
    INTERPRETER_LANGUAGES,
    OFFERED_COMPANIES,
)
from inclusion.appointments.rules.booking import Company
from inclusion.web.fields import HiddenField, RadioField, TextField
from inclusion.web.forms import Form
from inclusion.web.validators import Required

PEOPLE_MAX = 6


class ReasonForm(Form):
    """Ask what is needed."""

    reason = RadioField(
        _l("Pour quoi avez-vous besoin d’aide ?"),
        missing=_l("Choisissez une ligne. « Autre chose » convient à tout."),
    )

    def offer(self, reasons: Iterable[tuple[str, Any, Any]]) -> None:
        """Set the reasons: code, name, explanation."""
        self.reason.choices = list(reasons)


class SlotForm(Form):
    """Ask which hour; the page draws the radios by day."""

    slot = RadioField(
        _l("Choisissez le jour et l’heure"), missing=_l("Choisissez une heure dans la liste.")
    )

    def offer(self, stamps: Iterable[str]) -> None:
        """Set the hours that may be chosen."""
        self.slot.choices = [(stamp, stamp) for stamp in stamps]


class CompanyForm(Form):
    """Ask who comes."""

    company = RadioField(
        _l("Qui vient au rendez-vous ?"),
        choices=[(company.value, COMPANIES[company]) for company in OFFERED_COMPANIES],
        missing=_l("Choisissez qui vient. Par exemple : Moi."),
    )


class NameForm(Form):
    """Ask the name."""

    name = TextField(
        _l("Quel est votre nom ?"),
        [Required(_l("Écrivez un nom. Par exemple : Fatou Martin."))],
        hint=_l("Le nom que l’accueil dira. Un seul nom suffit."),
        autocomplete="name",
    )

    def ask_for(self, company: Company) -> None:
        """Ask for the name of whoever comes."""
        if company is Company.SOMEONE_ELSE:
            self.name.label.text = _l("Quel est le nom de cette personne ?")
            self.name.autocomplete = "off"


class PeopleForm(Form):
    """Ask how many come."""

    people = RadioField(
        _l("Combien de personnes viennent ?"),
        missing=_l("Choisissez un nombre. Comptez aussi les enfants."),
        hint=_l("Comptez aussi les enfants."),
    )

    def ask_for(self, company: Company) -> None:
        """Offer the numbers that make sense."""
        lowest = 2 if company is Company.WITH_RELATIVE else 1
        self.people.choices = [
            (str(number), str(number)) for number in range(lowest, PEOPLE_MAX + 1)
        ]


class InterpreterForm(Form):
    """Ask whether an interpreter is wanted, and in which language."""

    interpreter = RadioField(
        _l("Faut-il quelqu’un qui parle une autre langue ?"),
        choices=[("fr", _l("Non, le français convient")), *INTERPRETER_LANGUAGES.items()],
        missing=_l("Choisissez une ligne. Par exemple : Non, le français convient."),
        hint=_l("Le lieu cherche quelqu’un. Nous ne pouvons pas encore le promettre."),
    )


class ChannelForm(Form):
    """Ask how the person keeps the date."""

    channel = RadioField(
        _l("Comment garder ce rendez-vous ?"),
        choices=[(channel.value, *texts) for channel, texts in CHANNELS.items()],
        missing=_l("Choisissez une ligne. Vous aurez les deux de toute façon."),
        hint=_l("Nous n’envoyons pas encore de SMS ni de lettre."),
    )


class ConfirmForm(Form):
    """Confirm; the key makes a form sent twice one appointment."""

    key = HiddenField()


class RetrieveForm(Form):
    """The code and the name that open an appointment again."""

    code = TextField(
        _l("Votre code"),
        [Required(_l("Écrivez votre code. Il a 8 chiffres. Par exemple : 48 27 39 15."))],
        hint=_l("Quatre nombres, écrits sur votre feuille."),
        inputmode="numeric",
        autocomplete="off",
        width="w10",
    )
    name = TextField(
        _l("Votre nom"),
        [Required(_l("Écrivez le nom donné pour le rendez-vous."))],
        hint=_l("Le nom donné pour le rendez-vous."),
        autocomplete="name",
    )


class ActForm(Form):
    """A form that only asks for agreement."""
