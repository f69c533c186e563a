"""What agents read of people's states."""

from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l

from inclusion.people.rules import AddressKind
from inclusion.states.rules import GuardianshipKind, KnownHow, Wish

if TYPE_CHECKING:
    from inclusion.people.models import Person

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
UNKNOWN_ADDRESS = _l("Adresse inconnue")
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


def address_of(person: "Person", *, is_said: bool) -> str:
    """Return an address in words, without the line of somebody who hides.

    is_said: somebody said that there is none; otherwise nobody knows.
    """
    town = " ".join(filter(None, (person.postcode, person.commune)))
    line = None if person.hidden_contact else person.address_line
    if person.address_kind is AddressKind.NONE and not (town or is_said):
        return str(UNKNOWN_ADDRESS)
    kind = str(ADDRESSES[person.address_kind])
    if line and line.split()[0].casefold() == kind.split(maxsplit=1)[0].casefold():
        kind, line = line[:1].upper() + line[1:], None
    return ", ".join(filter(None, (kind, line, town)))
