"""Forms of lending."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.lending.labels import DAYS
from inclusion.lending.rules import DEFAULT_DAYS, Borrower
from inclusion.web.fields import HiddenField, RadioField, SecretField, TextField
from inclusion.web.forms import Form
from inclusion.web.validators import Required

TO_SOMEBODY, TO_ANYBODY = "desk", "link"


def _days() -> RadioField:
    return RadioField(
        _l("Pour combien de temps ?"),
        choices=[(str(days), words) for days, words in DAYS.items()],
        default=str(DEFAULT_DAYS),
        missing=_l("Choisissez une durée."),
    )


class LendForm(Form):
    """Choose whom to lend to, and for how long."""

    to = RadioField(
        _l("À qui ?"),
        choices=[
            (TO_SOMEBODY, _l("À une personne qui m’aide : elle me dit un code")),
            (TO_ANYBODY, _l("À n’importe qui, avec un lien et un code")),
        ],
        default=TO_SOMEBODY,
        missing=_l("Choisissez à qui prêter ce papier."),
    )
    code = TextField(
        _l("Le code que dit la personne qui m’aide"),
        hint=_l("8 chiffres. Pas besoin de code pour un lien."),
        autocomplete="off",
        inputmode="numeric",
        width="w10",
    )
    days = _days()


class ConfirmForm(Form):
    """Confirm the person whose code it is, or choose their whole structure.

    agent: whose name was shown, since a code serves somebody else a quarter of an hour later.
    """

    code = HiddenField()
    agent = HiddenField()
    days = HiddenField()
    who = RadioField(
        _l("Qui pourra regarder ce papier ?"),
        choices=[
            (Borrower.AGENT.value, _l("Cette personne seulement")),
            (Borrower.STRUCTURE.value, _l("Cette personne et ses collègues")),
        ],
        default=Borrower.AGENT.value,
        missing=_l("Choisissez qui pourra regarder ce papier."),
    )


class DeskForm(Form):
    """Open one's desk key."""

    passphrase = SecretField(
        _l("Votre phrase secrète"),
        [Required(_l("Écrivez votre phrase secrète."))],
        autocomplete="current-password",
    )


class LinkForm(Form):
    """Open a loan by its code."""

    code = TextField(
        _l("Le code qu’on vous a dit"),
        [Required(_l("Écrivez le code. Il a 8 chiffres."))],
        hint=_l("8 chiffres, par exemple 48 27 39 15."),
        autocomplete="off",
        inputmode="numeric",
        width="w10",
    )


def days_of(form: Any) -> int:
    """Return the duration chosen, the usual one when the value is none that we offer."""
    text = str(form.days.data)
    return int(text) if text in {str(days) for days in DAYS} else DEFAULT_DAYS
