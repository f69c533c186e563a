"""`/composants`: each part of the design in every state, for those who build pages."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l

from inclusion.web import access
from inclusion.web.fields import (
    CheckboxesField,
    CheckboxField,
    DateField,
    EmailField,
    FileField,
    PhoneField,
    RadioField,
    SecretField,
    SelectField,
    TextAreaField,
    TextField,
)
from inclusion.web.forms import Form
from inclusion.web.pagelist import Page
from inclusion.web.validators import Required

bp = Blueprint("showcase", __name__)

COLOURS = [("a", _l("Première réponse")), ("b", _l("Deuxième réponse"), _l("Avec un détail."))]


class Showcase(Form):
    """One field of each kind."""

    name = TextField(_l("Un texte"), [Required(_l("Écrivez un texte."))], hint=_l("Une aide."))
    phone = PhoneField(_l("Un téléphone"), hint=_l("Vous pouvez laisser vide."))
    email = EmailField(_l("Une adresse e-mail"))
    secret = SecretField(_l("Une phrase secrète"), [Required(_l("Écrivez votre phrase."))])
    about = TextAreaField(_l("Un texte long"))
    day = DateField(
        _l("Une date"), [Required(_l("Écrivez une date. Par exemple : 14 5 1971."))],
        hint=_l("Par exemple : 14 5 1971."),
    )  # fmt: skip
    choice = RadioField(_l("Un choix"), choices=COLOURS)
    several = CheckboxesField(_l("Plusieurs choix"), choices=COLOURS)
    agree = CheckboxField(_l("J’ai lu"), [Required(_l("Cochez la case."))])
    short = SelectField(_l("Une liste courte"), choices=COLOURS)
    file = FileField(_l("Un fichier"), accept="image/*", hint=_l("25 mégaoctets au plus."))


@bp.get("/composants")
@access.public
def components() -> str:
    """Show every component; the second form is drawn as if it had been sent empty."""
    wrong = Showcase(prefix="faux", formdata=None)
    wrong.validate()
    return render_template(
        "pages/showcase.html",
        plain=Showcase(formdata=None),
        form=wrong,
        page_url=lambda number: f"?page={number}",
    )


def pages(_session: Any) -> list[Page]:
    """Return the page of this module."""
    return [Page("showcase.components", "showcase")]
