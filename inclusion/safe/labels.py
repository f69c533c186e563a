"""French words of the safe: categories, refusals, lines of its journal."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.safe.rules import Act, Category, FileKind, Outcome, Refusal

CATEGORIES: dict[Category, Any] = {
    Category.IDENTITY: _l("Identité"),
    Category.FAMILY: _l("Famille"),
    Category.HOUSING: _l("Logement"),
    Category.WORK: _l("Travail"),
    Category.MONEY: _l("Argent"),
    Category.SCHOOL: _l("École"),
    Category.TRAVEL: _l("Transport"),
    Category.JUSTICE: _l("Justice"),
    Category.OTHER: _l("Autre"),
}
ICONS: dict[Category, str] = {
    Category.IDENTITY: "card",
    Category.FAMILY: "family",
    Category.HOUSING: "home",
    Category.WORK: "work",
    Category.MONEY: "money",
    Category.SCHOOL: "school",
    Category.TRAVEL: "travel",
    Category.JUSTICE: "justice",
    Category.OTHER: "document",
}
KINDS: dict[FileKind, Any] = {
    FileKind.PDF: _l("Fichier PDF"),
    FileKind.JPEG: _l("Photo"),
    FileKind.PNG: _l("Image"),
    FileKind.WEBP: _l("Image"),
}
REFUSALS: dict[str, Any] = {
    Refusal.EMPTY: _l("Ce fichier est vide. Choisissez-en un autre."),
    Refusal.TOO_LARGE: _l("Ce fichier est trop lourd. Il dépasse 25 mégaoctets."),
    Refusal.UNKNOWN_KIND: _l(
        "Nous prenons les photos et les fichiers PDF. Celui-ci est autre chose."
    ),
    Refusal.UNREADABLE: _l("Ce fichier est abîmé. Prenez une nouvelle photo du papier."),
    Refusal.PROTECTED: _l("Ce fichier PDF a un mot de passe. Prenez plutôt une photo du papier."),
    Refusal.TOO_MANY_PIXELS: _l("Cette image est trop grande. Prenez une photo plus petite."),
    Refusal.TOO_LONG: _l(
        "Ce fichier est trop compliqué à lire. Prenez plutôt une photo du papier."
    ),
}
_DONE: dict[Act, Any] = {
    Act.CREATED: _l("Vous avez créé votre coffre."),
    Act.OPENED_BY_PASSPHRASE: _l("Le coffre a été ouvert avec votre phrase secrète."),
    Act.OPENED_BY_CARD: _l("Le coffre a été ouvert avec votre carte de secours."),
    Act.CLOSED: _l("Vous avez fermé le coffre."),
    Act.DEPOSITED: _l("Vous avez ajouté un papier."),
    Act.READ: _l("Vous avez regardé un papier."),
    Act.DOWNLOADED: _l("Vous avez téléchargé un papier."),
    Act.ERASED: _l("Vous avez effacé un papier."),
    Act.PASSPHRASE_CHANGED: _l("Le coffre s’ouvre avec une nouvelle phrase."),
    Act.CARD_RENEWED: _l("Vous avez reçu une nouvelle carte de secours."),
    Act.VERIFIED: _l("Vos papiers ont été contrôlés."),
}
_REFUSED: dict[Act, Any] = {
    Act.OPENED_BY_PASSPHRASE: _l(
        "Quelqu’un a essayé une mauvaise phrase. Le coffre est resté fermé."
    ),
    Act.OPENED_BY_CARD: _l("Quelqu’un a essayé une mauvaise carte. Le coffre est resté fermé."),
    Act.DEPOSITED: _l("Un fichier a été refusé. Il n’est pas dans votre coffre."),
    Act.READ: _l("Quelqu’un d’autre a demandé un de vos papiers. C’est refusé."),
}
_NAMED: dict[Act, Any] = {
    Act.DEPOSITED: _l("Vous avez ajouté « %(name)s »."),
    Act.READ: _l("Vous avez regardé « %(name)s »."),
    Act.DOWNLOADED: _l("Vous avez téléchargé « %(name)s »."),
}


def sentence(act: Act, outcome: Outcome, name: str | None) -> Any:
    """Return the sentence of a journal entry, with the paper's name when it may be said."""
    if outcome is Outcome.REFUSED:
        return _REFUSED[act]
    if name and act in _NAMED:
        return str(_NAMED[act]) % {"name": name}
    return _DONE[act]
