"""Forms of the safe."""

from flask_babel import lazy_gettext as _l

from inclusion.safe.labels import CATEGORIES
from inclusion.web.fields import CheckboxField, FileField, RadioField, SecretField, TextField
from inclusion.web.forms import Form
from inclusion.web.validators import Length, Required

PHRASE_MISSING = _l("Écrivez votre phrase secrète.")


class OpenForm(Form):
    """Open with the passphrase."""

    passphrase = SecretField(
        _l("Votre phrase secrète"), [Required(PHRASE_MISSING)], autocomplete="current-password"
    )


class CreateForm(Form):
    """Create a safe: understood, and the account's passphrase."""

    understood = CheckboxField(
        _l("J’ai compris : sans ma phrase et sans ma carte, mes papiers sont perdus."),
        [Required(_l("Cochez la case quand vous avez compris."))],
        hint=_l("En cochant, vous acceptez aussi les conditions du coffre."),
    )
    passphrase = SecretField(
        _l("Votre phrase secrète"),
        [Required(PHRASE_MISSING)],
        hint=_l("Celle de votre compte. Elle ouvrira aussi votre coffre."),
        autocomplete="current-password",
    )


class CardForm(Form):
    """Open with the rescue card."""

    card = TextField(
        _l("Le code de votre carte de secours"),
        [Required(_l("Écrivez le code de la carte. Il a 8 groupes de 4 signes."))],
        hint=_l("8 groupes de 4 signes. Les espaces ne comptent pas."),
        autocomplete="off",
    )


class RenewForm(Form):
    """Take a new card, and let the present passphrase open the safe."""

    passphrase = SecretField(
        _l("La phrase secrète de votre compte"),
        [Required(PHRASE_MISSING)],
        hint=_l("Elle ouvrira votre coffre à partir de maintenant."),
        autocomplete="current-password",
    )


class DepositForm(Form):
    """Put a paper in."""

    file = FileField(
        _l("Le papier"),
        [Required(_l("Choisissez une photo ou un fichier PDF."))],
        hint=_l("Une photo ou un fichier PDF. 25 mégaoctets au plus."),
        accept="image/jpeg,image/png,image/webp,application/pdf",
    )
    name = TextField(
        _l("Son nom"),
        [Length(_l("Ce nom est trop long. Écrivez 120 signes au plus."), highest=120)],
        hint=_l("Par exemple : passeport. Si vous laissez vide, nous gardons le nom du fichier."),
        autocomplete="off",
    )
    category = RadioField(
        _l("C’est un papier de quelle sorte ?"),
        choices=[(category.value, label) for category, label in CATEGORIES.items()],
        missing=_l("Choisissez une sorte de papier. « Autre » convient toujours."),
    )
