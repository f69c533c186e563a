"""Forms of the safe."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from inclusion.safe.labels import UNTRIED, offered
from inclusion.safe.rules import FOLDER_LENGTH, MOST_FILES, NAME_LENGTH
from inclusion.safe.rules.files import document_name
from inclusion.safe.rules.listing import read_day
from inclusion.web.fields import (
    CheckboxField,
    DateField,
    FilesField,
    RadioField,
    SecretField,
    TextAreaField,
    TextField,
)
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


class ChangePhraseForm(Form):
    """Let the account's present passphrase open the safe."""

    passphrase = SecretField(
        _l("La phrase secrète de votre compte"),
        [Required(PHRASE_MISSING)],
        hint=_l("Elle ouvrira votre coffre à partir de maintenant."),
        autocomplete="current-password",
    )


class KeyForm(ChangePhraseForm):
    """Change the key of a safe: understood, and the account's passphrase."""

    understood = CheckboxField(
        _l("J’ai compris : mon ancienne carte ne marchera plus."),
        [Required(_l("Cochez la case quand vous avez compris."))],
    )


class TryForm(Form):
    """Try the card that was just kept."""

    card = TextField(
        _l("Le code de votre carte de secours"),
        [Required(_l("Écrivez le code de la carte. Il a 8 groupes de 4 signes."))],
        hint=_l("Lisez-le sur votre carte, pas sur l’écran."),
        autocomplete="off",
    )


class UntriedForm(Form):
    """Leave the counter without having tried the card."""

    reason = RadioField(
        _l("Pourquoi ?"),
        choices=list(UNTRIED.items()),
        missing=_l("Dites pourquoi. « Autre raison » convient toujours."),
    )
    understood = CheckboxField(
        _l("J’ai compris : si la carte est mal copiée, mes papiers peuvent être perdus."),
        [Required(_l("Cochez la case quand vous avez compris."))],
    )


class FilesForm(Form):
    """Files and photos; any file is taken, so the browser is told of none."""

    file = FilesField(
        _l("Le papier"), hint=_l("Des photos ou des fichiers. 25 mégaoctets au plus pour chacun.")
    )
    photo = FilesField(
        _l("Ou prenez une photo"),
        hint=_l("Sur un téléphone, l’appareil photo s’ouvre."),
        accept="image/*",
        takes_photos=True,
    )

    def __init__(self, *args: Any, most: str, in_parts: int = 0, **kwargs: Any) -> None:
        """`most`: what a file may weigh, in words. `in_parts`: how many came before the form."""
        super().__init__(*args, **kwargs)
        self.in_parts = in_parts
        self.file.hint = _l("Des photos ou des fichiers. Au plus %(size)s pour chacun.", size=most)

    @property
    def files(self) -> list[FileStorage]:
        """Return everything that was chosen, in the page's order."""
        return [*(self.file.data or ()), *(self.photo.data or ())]

    def validate_file(self, _field: Any) -> None:
        """Ask for at least one file, and not more than can be read at once."""
        if not self.files and not self.in_parts:
            raise ValidationError(_l("Choisissez un fichier, ou prenez une photo."))
        if len(self.files) + self.in_parts > MOST_FILES:
            raise ValidationError(_l("Choisissez 20 fichiers au plus, puis recommencez."))

    def ask_again(self) -> None:
        """Say that the files must be chosen again: a page does not keep them."""
        if self.problems and self.files and not self.file.errors:
            self.refuse("file", _l("Choisissez le fichier encore une fois : la page l’a oublié."))


class EndField(DateField):
    """The day a paper ends, in three boxes; `on` is the date once valid, None when empty."""

    on: date | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the date, when there is one."""
        if any(self.data):
            self.on = read_day(*self.data)
            if self.on is None:
                raise ValidationError(
                    _l("Écrivez un jour, un mois et une année. Par exemple : 24 11 2026.")
                )


class PaperForm(Form):
    """What a person says of a paper."""

    name = TextField(
        _l("Son nom"),
        [Length(_l("Ce nom est trop long. Écrivez 120 signes au plus."), highest=NAME_LENGTH)],
        hint=_l("Par exemple : passeport. Si vous laissez vide, nous proposons un nom."),
        autocomplete="off",
    )
    category = RadioField(
        _l("C’est un papier de quelle sorte ?"),
        missing=_l("Choisissez une sorte de papier. « Autre » convient toujours."),
    )
    folder = TextField(
        _l("Son dossier"),
        [Length(_l("Ce nom est trop long. Écrivez 60 signes au plus."), highest=FOLDER_LENGTH)],
        hint=_l("Par exemple : ma retraite. Vous pouvez laisser vide."),
        autocomplete="off",
    )
    expires = EndField(
        _l("Le jour où ce papier finit"),
        hint=_l("Par exemple : 24 11 2026. Vous pouvez laisser vide."),
    )
    warns = CheckboxField(
        _l("Me prévenir avant ce jour"),
        hint=_l("Pour vous prévenir, nous gardons cette date hors du coffre. Elle seule."),
    )
    note = TextAreaField(_l("Une note"), hint=_l("Vous seul la lisez. Vous pouvez laisser vide."))

    def __init__(self, *args: Any, health: bool = False, **kwargs: Any) -> None:
        """`health`: whether papers of health are taken."""
        super().__init__(*args, **kwargs)
        self.category.choices = [(one.value, text) for one, text in offered(health=health).items()]

    def validate_warns(self, field: Any) -> None:
        """Refuse a warning without its day."""
        if field.data and self.expires.on is None:
            raise ValidationError(_l("Écrivez le jour où ce papier finit, ou décochez cette case."))

    @property
    def has_more(self) -> bool:
        """Tell whether the fields that are seldom used hold something."""
        fields = (self.folder, self.expires, self.warns, self.note)
        return any(field.errors for field in fields) or any(
            (self.folder.data, *self.expires.data, self.note.data)
        )

    @property
    def warn_on(self) -> date | None:
        """Return the day to keep in clear, None when nobody asked to be warned."""
        return self.expires.on if self.warns.data else None

    @property
    def said(self) -> tuple[str, str, str]:
        """Return the folder, the note and the end, as the sealed metadata says them."""
        ends = self.expires.on.isoformat() if self.expires.on else ""
        return document_name(self.folder.data or ""), self.note.data or "", ends


class DepositForm(FilesForm, PaperForm):
    """Put papers in: files, photos, and what is said of them."""

    pages = CheckboxField(
        _l("Ces photos sont les pages d’un même papier"),
        default=True,
        hint=_l("Décochez si chaque photo est un papier à part."),
    )
    originals = CheckboxField(
        _l("Garder aussi la photo d’origine"),
        hint=_l("Nous refaisons chaque photo, sans le lieu où elle est prise."),
    )


class SearchForm(Form):
    """Look for words in papers."""

    words = TextField(
        _l("Quel mot cherchez-vous ?"),
        [
            Required(_l("Écrivez un mot. Par exemple : loyer.")),
            Length(_l("C’est trop long. Écrivez 120 signes au plus."), highest=120),
        ],
        hint=_l("Un mot du nom, du dossier ou de la note. Par exemple : loyer."),
        autocomplete="off",
    )
