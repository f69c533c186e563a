"""The kinds of field of our forms. Each has a `kind`, which the macro `field()` draws."""

from collections.abc import Iterable, Sequence
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from flask_wtf import file as flask_file
from wtforms.validators import ValidationError

from inclusion.contact import email_address, phone_number
from inclusion.errors import Invalid

MAX_TEXT = 2_000


def clean(value: str | None) -> str:
    """Return typed text without NUL and without spaces around it."""
    return (value or "").replace("\0", "").strip()


class _Described:
    """What every field says beside its label: a hint, an expected width, an autocomplete token."""

    kind = "text"
    input_type = "text"
    hint: Any = None
    width: str | None = None
    autocomplete: str | None = None
    inputmode: str | None = None

    def describe(
        self,
        *,
        hint: Any = None,
        width: str | None = None,
        autocomplete: str | None = None,
        inputmode: str | None = None,
    ) -> None:
        """Keep what the constructor was given, or what the class says."""
        self.hint = hint
        self.width = width or self.width
        self.autocomplete = autocomplete or self.autocomplete
        self.inputmode = inputmode or self.inputmode


def _split(kwargs: dict[str, Any]) -> dict[str, Any]:
    names = ("hint", "width", "autocomplete", "inputmode")
    return {name: kwargs.pop(name) for name in names if name in kwargs}


class TextField(_Described, wtforms.StringField):
    """One line of text, cleaned."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        """Take a label, validators and hint=, width=, autocomplete=, inputmode=."""
        said = _split(kwargs)
        filters = [clean, *kwargs.pop("filters", ())]
        super().__init__(label, validators or (), filters=filters, **kwargs)
        self.describe(**said)

    def pre_validate(self, form: Any) -> None:
        """Refuse a text that is too long to be meant."""
        if self.data and len(self.data) > MAX_TEXT:
            raise ValidationError(_l("Ce texte est trop long. Écrivez 2 000 signes au plus."))


class TextAreaField(TextField):
    """Several lines of text."""

    kind = "textarea"


class PhoneField(TextField):
    """A telephone number; `data` is what was typed, `e164` the number once valid."""

    input_type = "tel"
    autocomplete = "tel"
    width = "w10"
    e164: str | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the number, when there is one."""
        if self.data:
            try:
                self.e164 = phone_number(self.data)
            except Invalid:
                raise ValidationError(
                    _l("Vérifiez le numéro. Il a 10 chiffres. Par exemple : 06 39 98 12 34.")
                ) from None


class EmailField(TextField):
    """An e-mail address; `address` is its clean form once valid."""

    input_type = "email"
    autocomplete = "email"
    address: str | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the address, when there is one."""
        if self.data:
            try:
                self.address = email_address(self.data)
            except Invalid:
                raise ValidationError(
                    _l("Vérifiez l’adresse e-mail. Par exemple : nom@exemple.fr.")
                ) from None


class SecretField(_Described, wtforms.StringField):
    """A passphrase: kept verbatim, never printed back."""

    kind = "secret"
    input_type = "password"

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        """Take a label, validators, hint= and autocomplete=."""
        said = _split(kwargs)
        super().__init__(label, validators or (), **kwargs)
        self.describe(**said)


class HiddenField(wtforms.HiddenField):
    """A value that travels with the form."""

    kind = "hidden"


class RadioField(_Described, wtforms.RadioField):
    """One choice of several. Choices: (value, label) or (value, label, detail)."""

    kind = "radios"

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        choices: Sequence[tuple[Any, ...]] | None = None,
        missing: Any = None,
        **kwargs: Any,
    ) -> None:
        """`missing` is the sentence shown when nothing, or nothing known, is chosen."""
        said = _split(kwargs)
        self.missing = missing or _l("Choisissez une réponse.")
        super().__init__(label, validators or (), validate_choice=False, **kwargs)
        self.choices = choices  # after: the constructor warns against our triples
        self.describe(**said)

    def options(self) -> Iterable[tuple[str, str, Any, Any, bool]]:
        """Yield (id, value, label, detail, checked) for each choice."""
        for number, choice in enumerate(self.choices or ()):
            value, label, detail = (*choice, None)[:3]
            yield f"{self.id}-{number}", str(value), label, detail, str(value) == str(self.data)

    def pre_validate(self, form: Any) -> None:
        """Accept only one of the choices."""
        if str(self.data) not in {str(choice[0]) for choice in self.choices or ()}:
            raise ValidationError(self.missing)


class SelectField(RadioField):
    """One choice of a short list, shown closed; for agents and filters."""

    kind = "select"


class CheckboxField(_Described, wtforms.BooleanField):
    """One box to tick."""

    kind = "checkbox"

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        """Take a label, validators and hint=."""
        said = _split(kwargs)
        super().__init__(label, validators or (), **kwargs)
        self.describe(**said)


class CheckboxesField(_Described, wtforms.SelectMultipleField):
    """Several choices of a list. Choices: (value, label) or (value, label, detail)."""

    kind = "checkboxes"

    def __init__(
        self, label: Any = None, validators: Any = None, *, choices: Any = None, **kwargs: Any
    ) -> None:
        """Take a label, validators, choices= and hint=."""
        said = _split(kwargs)
        super().__init__(label, validators or (), validate_choice=False, **kwargs)
        self.choices = choices
        self.describe(**said)

    def options(self) -> Iterable[tuple[str, str, Any, Any, bool]]:
        """Yield (id, value, label, detail, checked) for each choice."""
        chosen = {str(value) for value in self.data or ()}
        for number, choice in enumerate(self.choices or ()):
            value, label, detail = (*choice, None)[:3]
            yield f"{self.id}-{number}", str(value), label, detail, str(value) in chosen

    def pre_validate(self, form: Any) -> None:
        """Accept only choices of the list."""
        known = {str(choice[0]) for choice in self.choices or ()}
        if not {str(value) for value in self.data or ()} <= known:
            raise ValidationError(_l("Choisissez dans la liste."))


class DateField(_Described, wtforms.Field):
    """A date in three boxes, as people say it; `data` is (day, month, year) as typed."""

    kind = "date"

    def __init__(
        self, label: Any = None, validators: Any = None, *, birth: bool = False, **kwargs: Any
    ) -> None:
        """`birth` sets the autocomplete tokens of a birth date."""
        said = _split(kwargs)
        self.birth = birth
        super().__init__(label, validators or (), **kwargs)
        self.describe(**said)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the three boxes."""
        self.process_errors: list[str] = []
        default = self.default() if callable(self.default) else self.default
        self.data = tuple(data or default or ("", "", ""))
        if formdata and any(f"{self.name}-{part}" in formdata for part in self.parts):
            self.data = tuple(clean(formdata.get(f"{self.name}-{part}")) for part in self.parts)
        self.raw_data = ["".join(self.data)] if any(self.data) else []

    parts = ("day", "month", "year")

    def boxes(self) -> Iterable[tuple[str, str, Any, str, str | None]]:
        """Yield (id, name, label, value, autocomplete) for each box."""
        labels = (_l("Jour"), _l("Mois"), _l("Année"))
        for part, label, value in zip(self.parts, labels, self.data, strict=True):
            token = f"bday-{part}" if self.birth else None
            yield f"{self.id}-{part}", f"{self.name}-{part}", label, value, token


class FileField(_Described, flask_file.FileField):
    """A file to send."""

    kind = "file"
    accept: str | None = None

    def __init__(
        self, label: Any = None, validators: Any = None, *, accept: str | None = None, **kwargs: Any
    ) -> None:
        """`accept` lists the media types offered first by the browser."""
        said = _split(kwargs)
        super().__init__(label, validators or (), **kwargs)
        self.accept = accept
        self.describe(**said)


class FilesField(_Described, flask_file.MultipleFileField):
    """Several files to send, or photos to take; `data` is the list of those chosen."""

    kind = "files"
    accept: str | None = None
    takes_photos = False

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        accept: str | None = None,
        takes_photos: bool = False,
        **kwargs: Any,
    ) -> None:
        """`takes_photos` opens the camera of a telephone."""
        said = _split(kwargs)
        super().__init__(label, validators or (), **kwargs)
        self.accept, self.takes_photos = accept, takes_photos
        self.describe(**said)
