"""What agents read of people's states."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.people.rules import AddressKind
from inclusion.states.rules import GuardianshipKind, KnownHow, Wish

GUARDIANSHIP_KINDS: dict[GuardianshipKind, tuple[Any, Any]] = {
    GuardianshipKind.TUTELLE: (
        _l("Tutelle"),
        _l("Le représentant agit. La personne lit, et ne change pas ses coordonnées."),
    ),
    GuardianshipKind.CURATELLE: (
        _l("Curatelle"),
        _l("La personne garde tous ses droits ici. Le curateur peut l’aider."),
    ),
    GuardianshipKind.HABILITATION: (
        _l("Habilitation familiale"),
        _l("Un proche agit. La personne garde ses droits ici."),
    ),
}
KNOWN_HOW: dict[KnownHow, Any] = {
    KnownHow.CERTIFICATE: _l("J’ai vu l’acte de décès"),
    KnownHow.RELATIVE: _l("Un proche me l’a dit"),
    KnownHow.SERVICE: _l("Un service me l’a dit"),
}
WISHES: dict[Wish, Any] = {
    Wish.ERASE: _l("Tout effacer"),
    Wish.KEEP: _l("Garder ce que la loi demande"),
    Wish.HAND_TO: _l("Les remettre à quelqu’un"),
}
ADDRESSES: dict[AddressKind, Any] = {
    AddressKind.NONE: _l("Sans adresse fixe"),
    AddressKind.HOME: _l("Chez elle"),
    AddressKind.DOMICILIATION: _l("Domiciliation"),
    AddressKind.CARE_OF: _l("Chez quelqu’un"),
}
DIED_ON = _l("Cette date ne peut pas être celle du décès. Vérifiez-la.")
GUARDIANSHIP_REFUSALS: dict[str, Any] = {
    "judgment": _l("Le jugement ne peut pas être à venir. Vérifiez sa date."),
    "until": _l("Ce dernier jour est déjà passé. Vérifiez-le."),
    "representative": _l("Ce numéro n’est pas celui d’un représentant possible. Vérifiez-le."),
}
ALREADY_PROTECTED = _l("Cette personne est déjà protégée. Mettez d’abord fin à cette protection.")
TO_WHOM = _l("Écrivez à qui remettre les données.")
PROOFS = _l("Vérifiez les deux dossiers avec la personne, puis cochez les deux cases.")
OBSTACLES: dict[str, Any] = {
    "same_file": _l("C’est le même dossier."),
    "merged": _l("Un de ces dossiers est déjà réuni à un autre."),
    "deceased": _l("Un de ces dossiers est celui d’une personne décédée. Rien ne se réunit plus."),
    "two_accounts": _l("Chaque dossier a un compte qui sert. La personne en ferme un d’abord."),
    "two_safes": _l("Chaque compte a un coffre. Personne ne peut vider l’un dans l’autre."),
    "represents": _l("Un de ces comptes représente l’autre personne. Ce sont deux personnes."),
    "decided": _l("Cette proposition est déjà traitée."),
}
