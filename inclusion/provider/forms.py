"""The form that registers a service, and the words that go with it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.provider import labels
from inclusion.provider.rules import ALGORITHMS
from inclusion.provider.rules.acr import Acr
from inclusion.web.fields import (
    CheckboxesField,
    CheckboxField,
    SelectField,
    TextAreaField,
    TextField,
)
from inclusion.web.forms import Form
from inclusion.web.validators import Required

ACRS: dict[str, Any] = {
    "": _l("Toute façon d’entrer"),
    Acr.CARD.value: _l("Carte ou mieux"),
    Acr.PASSWORD.value: _l("Phrase secrète ou mieux"),
    Acr.MFA.value: _l("Deux preuves"),
    Acr.IN_PERSON.value: _l("Identité vue par un agent"),
}

PROBLEMS: dict[str, Any] = {
    "name": _l("Écrivez un nom de 100 signes au plus."),
    "redirect_uris": _l("Vérifiez les adresses de retour. Elles commencent par https://."),
    "post_logout_uris": _l("Vérifiez les adresses de départ. Elles commencent par https://."),
    "backchannel_uri": _l("Vérifiez l’adresse des avis. Elle commence par https://."),
    "scope": _l("Choisissez les données dans la liste."),
    "min_acr": _l("Choisissez dans la liste."),
    "sector": _l("Écrivez un seul domaine, par exemple : exemple.fr."),
    "algorithm": _l("Choisissez dans la liste."),
}


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
        _l("Données et droits que le service peut demander"), choices=list(labels.RIGHTS.items())
    )
    min_acr = SelectField(_l("Façon d’entrer, au moins"), choices=list(ACRS.items()))
    algorithm = SelectField(
        _l("Signature"), choices=[(name, name) for name in ALGORITHMS], default=ALGORITHMS[0]
    )
    passes_franceconnect = CheckboxField(
        _l("Laisser passer ce qui vient de FranceConnect"),
        hint=_l("Seulement si la convention avec FranceConnect le permet."),
    )
