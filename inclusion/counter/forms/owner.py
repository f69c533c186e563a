"""What the owner of a card fills in."""

from flask_babel import lazy_gettext as _l

from inclusion.web.fields import RadioField, SecretField, TextField
from inclusion.web.forms import Form
from inclusion.web.validators import Required

CODE_HINT = _l("10 signes : des chiffres et des lettres. Les espaces ne comptent pas.")


def _identifier() -> TextField:
    return TextField(
        _l("Votre numéro de compte"),
        [Required(_l("Écrivez votre numéro. Il a 9 chiffres."))],
        hint=_l("9 chiffres, écrits sur votre carte."),
        autocomplete="username",
        inputmode="numeric",
        width="w10",
    )


class ActivateForm(Form):
    """The number and the code that serves once."""

    identifier = _identifier()
    code = TextField(
        _l("Le code pour commencer"),
        [Required(_l("Écrivez le code de la feuille. Il a 10 signes."))],
        hint=CODE_HINT,
        autocomplete="one-time-code",
        width="w10",
    )


class ChooseForm(Form):
    """How to enter from now on."""

    way = RadioField(
        _l("Comment voulez-vous entrer, à partir de maintenant ?"),
        choices=[
            (
                "code",
                _l("Avec un code de carte"),
                _l("Nous vous le donnons. Vous l’écrivez sur votre carte."),
            ),
            (
                "phrase",
                _l("Avec une phrase secrète"),
                _l("Vous la choisissez et vous la retenez."),
            ),
        ],
        missing=_l("Choisissez une ligne. Par exemple : avec un code de carte."),
    )


class CardForm(Form):
    """The number and the lasting code of a card."""

    identifier = _identifier()
    code = SecretField(
        _l("Le code de votre carte"),
        [Required(_l("Écrivez le code de votre carte. Il a 10 signes."))],
        hint=CODE_HINT,
        autocomplete="current-password",
    )
