"""French words of roles, refusals and events of an account."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.accounts.rules import Role
from inclusion.accounts.rules.passphrases import Weakness

ROLES: dict[Role, Any] = {
    Role.CITIZEN: _l("Personne aidée"),
    Role.MEDIATOR: _l("Médiation"),
    Role.COORDINATOR: _l("Coordination"),
    Role.ADMINISTRATOR: _l("Administration"),
}

WEAKNESSES: dict[str, Any] = {
    Weakness.TOO_SHORT: _l("Cette phrase est trop courte. Écrivez 12 signes ou plus."),
    Weakness.TOO_LONG: _l("Cette phrase est trop longue. Écrivez 200 signes au plus."),
    Weakness.REPEATED: _l("Cette phrase répète le même signe. Choisissez quatre mots au hasard."),
    Weakness.PERSONAL: _l("Votre nom se devine trop vite. Choisissez quatre mots au hasard."),
    Weakness.GUESSABLE: _l("Cette phrase se devine trop vite. Choisissez quatre mots au hasard."),
}

NAMES: dict[str, Any] = {
    "name_missing": _l("Écrivez votre nom. Par exemple : Fatou Martin."),
    "name_too_long": _l("Ce nom est trop long. Écrivez 600 signes au plus."),
}

EVENTS: dict[str, Any] = {
    "account.opened": _l("Vous avez ouvert votre compte."),
    "account.agent_added": _l("Votre compte a été ouvert."),
    "account.signed_in": _l("Entrée avec votre phrase secrète."),
    "account.signed_out": _l("Vous avez quitté le site."),
    "account.passphrase_changed": _l("Vous avez changé votre phrase secrète."),
    "account.signed_in_by_passkey": _l("Entrée avec votre clé d’accès."),
    "account.passkey_added": _l("Vous avez ajouté une clé d’accès."),
    "account.passkey_removed": _l("Vous avez retiré une clé d’accès."),
    "account.proved": _l("Vous avez confirmé que c’est vous."),
    "account.totp_set": _l("Vous avez réglé votre code à 6 chiffres."),
    "account.second_factor_refused": _l("Une deuxième preuve a été refusée."),
    "account.second_factor_reset": _l("Votre deuxième preuve a été remise à zéro."),
    "account.contact_changed": _l("Vous avez changé vos coordonnées."),
}
