"""French words of scopes, claims, refusals and events."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.provider.rules import SAFE_DEPOSIT
from inclusion.provider.rules.acr import Acr

EVENTS: dict[str, Any] = {
    "provider.consent_given": _l("Vous avez laissé un service lire des données de votre compte."),
    "provider.consent_withdrawn": _l("Vous avez retiré l’accès d’un service."),
    "provider.signed_in": _l("Vous êtes entré dans un service avec votre compte."),
    "provider.ended": _l("Vous êtes sorti des autres services."),
    "provider.replayed": _l("Un service a envoyé deux fois le même code. Nous l’avons arrêté."),
}

CLAIMS: dict[str, Any] = {
    "name": _l("Votre nom"),
    "birthdate": _l("Votre date de naissance"),
    "email": _l("Votre adresse e-mail"),
    "phone_number": _l("Votre téléphone"),
    "address": _l("Votre adresse"),
    "commune": _l("Votre commune"),
}
"""What a page shows, in its order; the rest of the claims goes with one of these."""

SCOPE_OF = {
    "name": "profile",
    "birthdate": "birth",
    "email": "email",
    "phone_number": "phone",
    "address": "address",
    "commune": "commune",
}

SCOPES: dict[str, Any] = {
    "profile": _l("votre nom"),
    "birth": _l("votre date de naissance"),
    "email": _l("votre adresse e-mail"),
    "phone": _l("votre téléphone"),
    "address": _l("votre adresse"),
    "commune": _l("votre commune"),
}

RIGHTS: dict[str, Any] = {**SCOPES, SAFE_DEPOSIT: _l("le dépôt de papiers dans le coffre")}
"""All that a service may be registered for: what it reads, and what it does."""

REFUSALS: dict[str, Any] = {
    "client": _l("Le service qui vous envoie n’est pas connu ici."),
    "redirect_uri": _l("L’adresse où revenir n’est pas celle de ce service."),
    "post_logout_redirect_uri": _l("L’adresse où revenir n’est pas celle de ce service."),
    "id_token_hint": _l("Le service n’a pas bien dit qui vous êtes."),
    "repeated": _l("Le service a mal écrit sa demande."),
}

STRONGER: dict[str, Any] = {
    Acr.PASSWORD: _l("Une carte ne suffit pas. Entrez avec votre phrase secrète."),
    Acr.MFA: _l("Il faut deux preuves. Par exemple : votre phrase, puis un code."),
    Acr.IN_PERSON: _l("Venez dans un lieu avec une pièce d’identité. Une fois suffit."),
    "": _l("Entrez autrement qu’avec FranceConnect."),
    Acr.CARD: _l("Entrez autrement qu’avec FranceConnect."),
}
