"""What agents fill in: shape only."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.counter.labels.agents import PERSON_LANGUAGES, REFUSALS, SEEN
from inclusion.counter.rules import Facts, birth_year
from inclusion.tokens import only_digits
from inclusion.web.fields import (
    CheckboxField,
    DateField,
    EmailField,
    PhoneField,
    RadioField,
    SelectField,
    TextField,
)
from inclusion.web.forms import Form
from inclusion.web.validators import Required

EMPTY = _l("Vous pouvez laisser vide.")


def _name() -> TextField:
    return TextField(_l("Nom et prénom"), [Required(REFUSALS["name_missing"])], autocomplete="off")


def _year(*, hint: Any = None, validators: Any = None) -> TextField:
    return TextField(
        _l("Année de naissance"),
        validators,
        hint=hint,
        autocomplete="off",
        width="w4",
        inputmode="numeric",
    )


def _seen() -> RadioField:
    return RadioField(
        _l("Quel papier avez-vous vu ?"),
        choices=SEEN,
        hint=_l("Le genre seulement. Ne notez pas le numéro, ne faites pas de copie."),
        missing=_l("Choisissez le papier, ou « Aucun papier »."),
    )


class _Asked(Form):
    """A form that asks for facts; the year must be one."""

    def facts(self, *, today: date) -> Facts | None:
        """Return what was said; None, refused beside the field, when the year is none."""
        typed = self.year.data or ""
        year = birth_year(typed, today=today)
        if typed and year is None:
            self.refuse("year", REFUSALS["year"])
            return None
        number = only_digits(self["identifier"].data or "") if "identifier" in self else ""
        return Facts(self.name.data or "", year or "", number)


class SearchForm(_Asked):
    """Who may have an account already."""

    name = _name()
    year = _year(validators=[Required(REFUSALS["year"])])


class OpenForm(Form):
    """Open an account: what was seen, what was read, who it is."""

    seen = _seen()
    name = _name()
    birth = DateField(
        _l("Date de naissance"),
        hint=_l("L’année seule suffit."),
    )
    phone = PhoneField(_l("Téléphone"), hint=EMPTY, autocomplete="off")
    email = EmailField(_l("Adresse e-mail"), hint=EMPTY, autocomplete="off")
    language = SelectField(
        _l("Langue de la feuille"), choices=list(PERSON_LANGUAGES.items()), default="fr"
    )
    read = CheckboxField(
        _l("Lu à la personne, qui est d’accord"),
        [Required(_l("Lisez le texte à la personne, puis cochez."))],
    )


class RedoForm(_Asked):
    """Ask for a card to be remade: two facts, a paper, and a stranger."""

    name = _name()
    year = _year(hint=_l("Telle que la personne la dit."))
    identifier = TextField(
        _l("Numéro de compte"), hint=EMPTY, autocomplete="off", width="w10", inputmode="numeric"
    )
    seen = _seen()
    stranger = CheckboxField(
        _l("Cette personne n’est ni moi, ni un proche"),
        [Required(_l("Pour vous ou un proche, demandez à un collègue."))],
    )


class ConfirmForm(_Asked):
    """Confirm as a second agent."""

    name = _name()
    year = _year(hint=EMPTY)
    seen = _seen()
    stranger = CheckboxField(
        _l("J’ai la personne et son papier devant moi"),
        [Required(_l("Voyez la personne et son papier, puis cochez."))],
    )


class PaperForm(_Asked):
    """Note that a paper was shown."""

    name = _name()
    year = _year(hint=EMPTY)
    seen = _seen()


class BlockForm(_Asked):
    """Block: two facts."""

    name = _name()
    year = _year(hint=EMPTY)
    identifier = TextField(
        _l("Numéro de compte"),
        hint=_l("L’année ou le numéro : un des deux suffit."),
        autocomplete="off",
        width="w10",
        inputmode="numeric",
    )
