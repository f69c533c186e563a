"""What an agent is asked about a person's state."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from inclusion.states.forms.citizen import AddressForm
from inclusion.states.labels.agent import ADDRESSES, GUARDIANSHIP_KINDS, KNOWN_HOW, WISHES
from inclusion.states.rules import read_day
from inclusion.web.fields import CheckboxField, DateField, RadioField, SelectField, TextField
from inclusion.web.forms import Form
from inclusion.web.validators import Required

_DATE = _l("Écrivez un jour, un mois et une année. Par exemple : 24 11 2026.")


class DayField(DateField):
    """A whole day in three boxes; `day` is the date once valid."""

    day: date | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the date, when there is one."""
        if any(self.data):
            self.day = read_day(*self.data)
            if self.day is None:
                raise ValidationError(_DATE)


class DeathForm(Form):
    """When somebody died, and how we know."""

    died_on = DayField(_l("Date du décès"), [Required(_DATE)])
    known_how = RadioField(
        _l("Comment le savez-vous ?"),
        choices=[(how.value, label) for how, label in KNOWN_HOW.items()],
        missing=_l("Choisissez comment vous le savez."),
    )


class GuardianshipForm(Form):
    """Who protects somebody, as the judgment says; nothing of it is copied."""

    kind = RadioField(
        _l("Ce que dit le jugement"),
        choices=[(kind.value, *texts) for kind, texts in GUARDIANSHIP_KINDS.items()],
        missing=_l("Choisissez ce que dit le jugement."),
    )
    judgment_on = DayField(_l("Date du jugement"), [Required(_DATE)])
    until_on = DayField(_l("Dernier jour"), hint=_l("Vide : le jugement n’en dit rien."))
    identifier = TextField(
        _l("Numéro de compte du représentant"),
        [Required(_l("Écrivez le numéro du représentant. Il a 9 chiffres."))],
        hint=_l("Il signe avec son propre compte. 9 chiffres."),
        autocomplete="off",
        inputmode="numeric",
        width="w10",
    )
    seen = CheckboxField(
        _l("J’ai vu le jugement. Je n’en garde pas de copie."),
        [Required(_l("Cochez la case une fois le jugement vu."))],
    )


class EndProtectionForm(Form):
    """The decision that ends a guardianship; nothing of it is copied."""

    seen = CheckboxField(
        _l("J’ai vu la décision du juge, ou l’acte, qui y met fin."),
        [Required(_l("Cochez la case une fois le papier vu."))],
    )


class DiscretionForm(Form):
    """The person's own word, alone with the agent."""

    asked = CheckboxField(
        _l("La personne me le demande elle-même, et nous sommes seuls."),
        [Required(_l("Cochez la case une fois seul avec la personne."))],
    )


class WishForm(Form):
    """What somebody told us to do with their data after their death."""

    wish = RadioField(
        _l("Que veut la personne après sa mort ?"),
        choices=[(wish.value, label) for wish, label in WISHES.items()],
        missing=_l("Choisissez ce que la personne a dit."),
    )
    to_whom = TextField(
        _l("À qui les remettre"),
        hint=_l("Seulement si elle veut les remettre à quelqu’un."),
        autocomplete="off",
    )


class MoveForm(AddressForm):
    """Where somebody lives now, and who follows them."""

    structure = SelectField(
        _l("Structure qui suivra la personne"),
        hint=_l("La plus proche de la commune, si vous ne choisissez pas."),
        default="",
    )

    def offer(self, structures: Iterable[tuple[str, str]]) -> None:
        """Set the structures, and speak to an agent.

        The agent's browser must not fill in the agent's own address.
        """
        self.kind.label.text = _l("Où la personne reçoit-elle ses lettres ?")
        self.kind.choices = [(kind.value, label) for kind, label in ADDRESSES.items()]
        for field in (self.line, self.postcode, self.commune):
            field.autocomplete = "off"
        self.structure.choices = [("", _l("La plus proche")), *structures]


class MergeForm(Form):
    """The proof that each file is this person's."""

    kept_proved = CheckboxField(_l("J’ai vérifié que le premier dossier est celui de la personne."))
    merged_proved = CheckboxField(
        _l("J’ai vérifié que le second dossier est celui de la personne.")
    )
