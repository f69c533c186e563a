"""The form of an agent who puts a paper in somebody's safe."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.receiving.rules import NOTE_LENGTH
from inclusion.safe.labels import offered
from inclusion.safe.rules import NAME_LENGTH
from inclusion.web.fields import (
    CheckboxField,
    FileField,
    HiddenField,
    SelectField,
    TextAreaField,
    TextField,
)
from inclusion.web.forms import Form
from inclusion.web.validators import Length, Required


class GiveForm(Form):
    """A paper for somebody's safe. key: drawn with the page, so that a second press is seen."""

    file = FileField(
        _l("Le papier"),
        [Required(_l("Choisissez une photo ou un fichier PDF."))],
        hint=_l("Plusieurs photos font un seul papier, dans l’ordre."),
    )
    name = TextField(
        _l("Son nom"),
        [Length(_l("Ce nom est trop long. Écrivez 120 signes au plus."), highest=NAME_LENGTH)],
        hint=_l("Si vous laissez vide, nous prenons le nom du fichier."),
        autocomplete="off",
    )
    category = SelectField(
        _l("Sorte de papier"),
    )
    note = TextAreaField(
        _l("Un mot pour la personne"),
        [Length(_l("Ce mot est trop long. Écrivez 500 signes au plus."), highest=NOTE_LENGTH)],
        hint=_l("Vous pouvez laisser vide. Elle seule le lira."),
    )
    agreed = CheckboxField(_l("La personne est d’accord, devant moi"))
    key = HiddenField()

    def __init__(self, *args: Any, health: bool = False, **kwargs: Any) -> None:
        """`health`: whether papers of health are taken."""
        super().__init__(*args, **kwargs)
        self.category.choices = [(one.value, text) for one, text in offered(health=health).items()]
