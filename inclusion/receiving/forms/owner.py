"""The form of the owner of a safe who keeps a paper."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.receiving.rules import FOLDER_LENGTH
from inclusion.safe.labels import offered
from inclusion.safe.rules import NAME_LENGTH
from inclusion.web.fields import RadioField, TextField
from inclusion.web.forms import Form
from inclusion.web.validators import Length, Required


class KeepForm(Form):
    """Where a paper goes, and under which name."""

    name = TextField(
        _l("Son nom"),
        [
            Required(_l("Écrivez un nom. Par exemple : passeport.")),
            Length(_l("Ce nom est trop long. Écrivez 120 signes au plus."), highest=NAME_LENGTH),
        ],
        autocomplete="off",
    )
    folder = TextField(
        _l("Dossier"),
        [Length(_l("Ce nom est trop long. Écrivez 60 signes au plus."), highest=FOLDER_LENGTH)],
        hint=_l("Vous pouvez laisser vide."),
        autocomplete="off",
    )
    category = RadioField(
        _l("C’est un papier de quelle sorte ?"),
        missing=_l("Choisissez une sorte de papier. « Autre » convient toujours."),
    )

    def __init__(self, *args: Any, health: bool = False, **kwargs: Any) -> None:
        """`health`: whether papers of health are taken."""
        super().__init__(*args, **kwargs)
        self.category.choices = [(one.value, text) for one, text in offered(health=health).items()]
