"""Forms of the notebook: a note, a contact, a date."""

from flask_babel import lazy_gettext as _l

from inclusion.keeping.rules import LONGEST_TEXT
from inclusion.web.fields import CheckboxField, DateField, TextAreaField, TextField
from inclusion.web.forms import Form
from inclusion.web.validators import Length, Required

_TOO_LONG = _l("C’est trop long. Écrivez 4 000 signes au plus.")


def _name(label: object, missing: object) -> TextField:
    return TextField(
        label,
        [
            Required(missing),
            Length(_l("Ce nom est trop long. Écrivez 120 signes au plus."), highest=120),
        ],
        autocomplete="off",
    )


class NoteForm(Form):
    """A note: a title and a text."""

    name = _name(_l("Titre de la note"), _l("Écrivez un titre. Par exemple : code du bâtiment."))
    text = TextAreaField(
        _l("La note"),
        [Required(_l("Écrivez la note.")), Length(_TOO_LONG, highest=LONGEST_TEXT)],
        autocomplete="off",
    )


class ContactForm(Form):
    """Somebody to remember."""

    name = _name(_l("Nom du contact"), _l("Écrivez un nom. Par exemple : Mme Martin, assistante."))
    tel = TextField(
        _l("Téléphone"), [Length(_TOO_LONG, highest=60)], autocomplete="off", inputmode="tel"
    )
    email = TextField(_l("Adresse e-mail"), [Length(_TOO_LONG, highest=254)], autocomplete="off")
    address = TextAreaField(
        _l("Adresse"), [Length(_TOO_LONG, highest=LONGEST_TEXT)], autocomplete="off"
    )
    note = TextAreaField(
        _l("À savoir"), [Length(_TOO_LONG, highest=LONGEST_TEXT)], autocomplete="off"
    )


class DayForm(Form):
    """A date to remember, and whether to be warned of it."""

    name = _name(
        _l("Quoi ?"), _l("Écrivez ce qui se passe ce jour. Par exemple : fin de la carte.")
    )
    on = DateField(
        _l("Quel jour ?"),
        [Required(_l("Écrivez le jour, le mois et l’année."))],
        hint=_l("Par exemple : 14 5 2027."),
    )
    text = TextAreaField(
        _l("À savoir"), [Length(_TOO_LONG, highest=LONGEST_TEXT)], autocomplete="off"
    )
    warn = CheckboxField(
        _l("Me prévenir 60 jours avant, puis 15 jours avant"),
        hint=_l("Alors nous connaissons la date, mais pas ce qu’elle dit."),
    )
