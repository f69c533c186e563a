"""French words of roles, refusals and events of an account."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.accounts.rules import Role
from inclusion.accounts.rules.codes import CodeChannel
from inclusion.accounts.rules.passphrases import Weakness

ROLES: dict[Role, Any] = {
    Role.CITIZEN: _l("Personne aidée"),
    Role.MEDIATOR: _l("Médiation"),
    Role.COORDINATOR: _l("Coordination"),
    Role.ADMINISTRATOR: _l("Administration"),
}

CHANNELS: dict[CodeChannel, Any] = {
    CodeChannel.EMAIL: _l("Par e-mail"),
    CodeChannel.SMS: _l("Par SMS"),
}

WEAKNESSES: dict[str, Any] = {
    Weakness.TOO_SHORT: _l("Cette phrase est trop courte. Écrivez 12 signes ou plus."),
    Weakness.TOO_LONG: _l("Cette phrase est trop longue. Écrivez 200 signes au plus."),
    Weakness.REPEATED: _l("Cette phrase répète le même signe. Choisissez quatre mots au hasard."),
    Weakness.PERSONAL: _l("Votre nom se devine trop vite. Choisissez quatre mots au hasard."),
    Weakness.GUESSABLE: _l("Cette phrase se devine trop vite. Choisissez quatre mots au hasard."),
}

NAMES: dict[str, Any] = {
    "name_missing": _l("Un nom a au moins une lettre. Par exemple : Fatou Martin."),
    "name_too_long": _l("Ce nom est trop long. Écrivez 600 signes au plus."),
}

NETWORKS: dict[str, Any] = {
    "address": _l("Vérifiez l’adresse. Par exemple : 192.0.2.7."),
    "not_public": _l("Cette adresse est interne. Écrivez celle que voient les autres sites."),
}
UNREADABLE = _l(
    "Vérifiez ce que vous avez écrit. Un numéro de compte a 9 chiffres, un téléphone 10."
)
WRONG_PASSPHRASE = _l(
    "Ces deux réponses ne vont pas ensemble. Vérifiez-les. "
    "Si plusieurs personnes ont le même e-mail ou téléphone, écrivez votre numéro."
)
WRONG_SHEET_CODE = _l(
    "Ces deux réponses ne vont pas ensemble. Vérifiez-les. "
    "Prenez un code qui n’est pas rayé, sur votre dernière feuille."
)
WRONG_CODE = _l("Ce code n’ouvre rien. Vérifiez-le, ou demandez-en un autre.")

EVENTS: dict[str, Any] = {
    "account.opened": _l("Vous avez ouvert votre compte."),
    "account.agent_added": _l("Votre compte a été ouvert."),
    "account.signed_in": _l("Entrée avec votre phrase secrète."),
    "account.signed_in_code": _l("Entrée avec un code reçu."),
    "account.signed_in_sheet": _l("Entrée avec un code de votre feuille."),
    "account.signed_in_passkey": _l("Entrée avec une clé d’accès."),
    "account.signed_in_card": _l("Entrée avec votre carte."),
    "account.signed_in_franceconnect": _l("Entrée avec FranceConnect."),
    "account.signed_in_otherwise": _l("Entrée dans votre compte."),
    "account.signed_out": _l("Vous avez quitté le site."),
    "account.passphrase_changed": _l("Vous avez changé votre phrase secrète."),
    "account.sheet_made": _l("Vous avez fait une feuille de dix codes."),
    "account.opened_at_counter": _l("Votre compte a été ouvert au comptoir."),
    "account.passphrase_set": _l("Vous avez choisi une phrase secrète."),
    "account.passkey_added": _l("Vous avez ajouté une clé d’accès."),
    "account.passkey_removed": _l("Vous avez retiré une clé d’accès."),
    "account.proved": _l("Vous avez confirmé que c’est vous."),
    "account.totp_set": _l("Vous avez réglé votre code à 6 chiffres."),
    "account.second_factor_refused": _l("Une deuxième preuve a été refusée."),
    "account.second_factor_reset": _l("Votre deuxième preuve a été remise à zéro."),
    "account.assurance_lost": _l("Votre nom n’est plus celui du papier montré au comptoir."),
    "account.contact_changed": _l("Vous avez changé vos coordonnées."),
    "account.code_sent": _l("Vous avez demandé un code pour confirmer vos coordonnées."),
    "account.channel_confirmed": _l("Vous avez confirmé votre téléphone ou votre e-mail."),
    "account.choices_changed": _l("Vous avez changé ce dont nous vous prévenons."),
    "account.new_device": _l("Entrée depuis un appareil nouveau."),
    "account.visit_ended": _l("Vous avez fermé votre compte sur un autre appareil."),
    "account.exported": _l("Vous avez emporté vos données."),
    "account.closing_asked": _l("Vous avez demandé à fermer votre compte."),
    "account.kept": _l("Vous avez choisi de garder votre compte."),
    "account.closed": _l("Votre compte a été fermé."),
}
