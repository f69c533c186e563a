"""What a person reads of their states."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.people.rules import AddressKind
from inclusion.states.rules import GuardianshipKind, Wish

ADDRESS_KINDS: dict[AddressKind, tuple[Any, Any]] = {
    AddressKind.HOME: (_l("Chez moi"), _l("L’adresse où j’habite.")),
    AddressKind.CARE_OF: (_l("Chez quelqu’un"), _l("Écrivez son nom dans l’adresse : « chez… ».")),
    AddressKind.DOMICILIATION: (
        _l("À une domiciliation"),
        _l("La mairie, ou une association, garde vos lettres."),
    ),
    AddressKind.NONE: (
        _l("Sans adresse fixe"),
        _l("Dites au moins la commune où vous êtes, si vous voulez."),
    ),
}

OWN_WISHES: dict[Wish, tuple[Any, Any]] = {
    Wish.ERASE: (_l("Tout effacer"), _l("Nous effaçons votre compte et vos données.")),
    Wish.KEEP: (_l("Garder ce que la loi demande"), _l("Le reste est effacé avec le temps.")),
    Wish.HAND_TO: (_l("Les remettre à quelqu’un"), _l("Dites à qui.")),
}
PROTECTIONS: dict[GuardianshipKind, Any] = {
    GuardianshipKind.TUTELLE: _l("Tutelle"),
    GuardianshipKind.CURATELLE: _l("Curatelle"),
    GuardianshipKind.HABILITATION: _l("Habilitation familiale"),
}

ADDRESS_REFUSALS: dict[str, Any] = {
    "line": _l("Écrivez l’adresse. Par exemple : 3 rue du Port."),
    "postcode": _l("Écrivez un code postal de 5 chiffres. Par exemple : 78200."),
    "no_such_postcode": _l("Ce code postal n’existe pas. Par exemple : 78200."),
    "commune": _l("Vérifiez la commune et le code postal. Ils ne vont pas ensemble."),
}
TO_WHOM = _l("Écrivez à qui remettre vos données. Par exemple : ma fille, Awa Diarra.")

EVENTS: dict[str, Any] = {
    "account.taken_over": _l("Votre compte a été bloqué, par précaution."),
    "directive.recorded": _l("Ce que vous voulez après votre mort a été noté."),
    "directive.withdrawn": _l("Ce que vous vouliez après votre mort a été retiré."),
    "guardianship.acting": _l("Votre représentant a agi pour vous."),
    "guardianship.acting_for": _l("Vous avez agi pour quelqu’un d’autre."),
    "guardianship.ended": _l("Votre représentant ne peut plus agir pour vous."),
    "guardianship.ended_for": _l("Vous ne représentez plus quelqu’un."),
    "guardianship.recorded": _l("Quelqu’un vous représente, par décision d’un juge."),
    "guardianship.recorded_for": _l("Vous représentez quelqu’un, par décision d’un juge."),
    "merge.done": _l("Deux dossiers à votre nom ont été réunis."),
    "merge.proposed": _l("Un agent pense que vous avez deux dossiers."),
    "merge.refused": _l("Vos dossiers restent à part."),
    "merge.undone": _l("Vos deux dossiers ont été séparés."),
    "person.deceased_undone": _l("Une erreur dans votre dossier a été corrigée."),
    "person.handed_on": _l("Votre dossier a été transmis à une autre structure."),
    "person.moved": _l("Votre adresse a changé."),
    "person.received": _l("Une nouvelle structure vous suit."),
}
"""Discretion is not told: whoever looks over a shoulder must not read it."""


@dataclass(frozen=True, slots=True)
class Help:
    """Whom to call: a name, what for, a number or an address."""

    name: Any
    what: Any
    phone: str | None = None
    shown: str | None = None
    url: str | None = None


HELPS = (
    Help(_l("Votre banque"), _l("Dites ce qui s’est passé. Demandez à bloquer les virements.")),
    Help(
        _l("Opposition à la carte bancaire"),
        _l("Jour et nuit. L’appel est payant : 0,34 € la minute."),
        "+33892705705",
        "0 892 705 705",
    ),
    Help(
        "Info Escroqueries",
        _l("La police répond, du lundi au vendredi, de 9 h à 18 h 30. C’est gratuit."),
        "+33805805817",
        "0 805 805 817",
    ),
    Help(
        "17Cyber",
        _l("Un policier ou un gendarme vous répond par écrit, jour et nuit."),
        url="https://17cyber.gouv.fr",
    ),
    Help(
        "Cybermalveillance",
        _l("Des conseils pas à pas, et des réparateurs d’appareils."),
        url="https://www.cybermalveillance.gouv.fr",
    ),
    Help(
        "FranceConnect",
        _l("Pour signaler que quelqu’un est entré à votre place."),
        url="https://franceconnect.gouv.fr",
    ),
    Help(
        "France Victimes",
        _l("Une écoute et une aide pour porter plainte. C’est gratuit."),
        "116006",
        "116 006",
    ),
)
"""Numbers read on service-public.fr, cybermalveillance.gouv.fr and banque-france.fr."""
