"""The form that registers a service."""

from flask_babel import lazy_gettext as _l

from inclusion.provider import labels
from inclusion.provider.rules import ALGORITHMS
from inclusion.web.fields import (
    CheckboxesField,
    CheckboxField,
    SelectField,
    TextAreaField,
    TextField,
)
from inclusion.web.forms import Form
from inclusion.web.validators import Required


class ClientForm(Form):
    """What an administrator says of a service."""

    name = TextField(
        _l("Nom du service"),
        [Required(_l("Écrivez le nom du service."))],
        hint=_l("Les personnes le lisent avant d’accepter."),
        autocomplete="off",
    )
    redirect_uris = TextAreaField(
        _l("Adresses de retour"),
        [Required(_l("Écrivez une adresse de retour."))],
        hint=_l("Une par ligne, exactes. Le service les donne."),
    )
    post_logout_uris = TextAreaField(
        _l("Adresses après le départ"), hint=_l("Une par ligne. Vous pouvez laisser vide.")
    )
    backchannel_uri = TextField(
        _l("Adresse des avis de départ"), hint=_l("Vous pouvez laisser vide."), autocomplete="off"
    )
    sector = TextField(
        _l("Domaine du service"),
        hint=_l("Nécessaire s’il y a plusieurs adresses de retour."),
        autocomplete="off",
    )
    scope = CheckboxesField(
        _l("Données que le service peut demander"), choices=list(labels.SCOPES.items())
    )
    min_acr = SelectField(_l("Façon d’entrer, au moins"), choices=list(labels.ACRS.items()))
    algorithm = SelectField(
        _l("Signature"), choices=[(name, name) for name in ALGORITHMS], default=ALGORITHMS[0]
    )
    passes_franceconnect = CheckboxField(
        _l("Laisser passer ce qui vient de FranceConnect"),
        hint=_l("Seulement si la convention avec FranceConnect le permet."),
    )
