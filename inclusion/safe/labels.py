"""French words of the safe: categories, refusals, lines of its journal."""

from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from inclusion import wording
from inclusion.intake.rules import MOST_PHOTOS, FileKind, Refusal
from inclusion.safe.queries import Entry
from inclusion.safe.rules import Act, Category, Channel, Outcome, Untried
from inclusion.safe.rules.listing import Ending
from inclusion.safe.rules.room import Room
from inclusion.safe.rules.search import Spot
from inclusion.safe.rules.shelf import Fault

CATEGORIES: dict[Category, Any] = {
    Category.IDENTITY: _l("Identité"),
    Category.FAMILY: _l("Famille"),
    Category.HOUSING: _l("Logement"),
    Category.WORK: _l("Travail"),
    Category.MONEY: _l("Argent"),
    Category.SCHOOL: _l("École"),
    Category.TRAVEL: _l("Transport"),
    Category.JUSTICE: _l("Justice"),
    Category.HEALTH: _l("Santé"),
    Category.OTHER: _l("Autre"),
}
"""Every category, for what is shown; a form offers `offered()`."""
ICONS: dict[Category, str] = {
    Category.IDENTITY: "card",
    Category.FAMILY: "family",
    Category.HOUSING: "home",
    Category.WORK: "work",
    Category.MONEY: "money",
    Category.SCHOOL: "school",
    Category.TRAVEL: "travel",
    Category.JUSTICE: "justice",
    Category.HEALTH: "health",
    Category.OTHER: "document",
}
KINDS: dict[FileKind, Any] = {
    FileKind.PDF: _l("Fichier PDF"),
    FileKind.JPEG: _l("Photo"),
    FileKind.PNG: _l("Image"),
    FileKind.WEBP: _l("Image"),
    FileKind.HEIC: _l("Photo"),
    FileKind.OTHER: _l("Fichier gardé sans être ouvert"),
    FileKind.NOTE: _l("Note"),
    FileKind.CONTACT: _l("Contact"),
    FileKind.DATE: _l("Date importante"),
}
REFUSALS: dict[str, Any] = {
    Refusal.EMPTY: _l("Ce fichier est vide. Choisissez-en un autre."),
    Refusal.TOO_LARGE: _l("Ce fichier est trop lourd. Le plus lourd que nous prenons : %(size)s."),
    Refusal.UNKNOWN_KIND: _l(
        "Ce fichier n’est pas ce que son nom annonce. Prenez plutôt une photo du papier."
    ),
    Refusal.UNREADABLE: _l("Ce fichier est abîmé. Prenez une nouvelle photo du papier."),
    Refusal.PROTECTED: _l("Ce fichier PDF a un mot de passe. Prenez plutôt une photo du papier."),
    Refusal.TOO_MANY_PIXELS: _l("Cette image est trop grande. Prenez une photo plus petite."),
    Refusal.INFECTED: _l("Ce fichier contient un virus. Nous ne l’avons pas gardé."),
    Refusal.SCANNER_AWAY: _l("Le contrôle des virus ne répond pas. Essayez encore dans un moment."),
    Refusal.DANGEROUS: _l(
        "Ce fichier peut lancer un programme. Envoyez plutôt une photo du papier."
    ),
    Refusal.OVERFULL: _l(
        "Ce fichier compressé contient trop de choses. Envoyez les papiers un par un."
    ),
    Refusal.TOO_MANY_PHOTOS: _l("Il y a trop de photos. Envoyez-en %(photos)s au plus à la fois."),
    Refusal.MIXED: _l("Seules des photos font un seul papier. Envoyez les autres un par un."),
    Refusal.TOO_LONG: _l(
        "Ce fichier est trop compliqué à lire. Prenez plutôt une photo du papier."
    ),
}
ENDINGS: dict[Ending, tuple[Any, str]] = {
    Ending.SOON: (_l("bientôt fini"), "warn"),
    Ending.OVER: (_l("fini"), "bad"),
}
UNTRIED: dict[str, Any] = {
    Untried.NO_PRINTER.value: _l("Je n’ai pas de papier, ou l’imprimante ne marche pas."),
    Untried.IN_A_HURRY.value: _l("Je n’ai pas le temps."),
    Untried.LATER_AT_HOME.value: _l("Je l’essaierai chez moi."),
    Untried.OTHER.value: _l("Autre raison"),
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
    Act.CARD_TRIED: _l("Vous avez essayé votre carte de secours. Elle marche."),
    Act.CARD_NOT_TRIED: _l("Vous n’avez pas essayé votre carte de secours."),
    Act.VERIFIED: _l("Vos papiers ont été contrôlés."),
    Act.RECEIVED: _l("Un papier est arrivé dans votre coffre. Il est à ranger."),
    Act.SORTED: _l("Vous avez rangé un papier reçu."),
    Act.RENAMED: _l("Vous avez changé ce qui est dit d’un papier."),
    Act.REPLACED: _l("Vous avez remplacé un papier par un plus récent."),
    Act.BINNED: _l("Vous avez mis un papier à la corbeille."),
    Act.RESTORED: _l("Vous avez repris un papier dans la corbeille."),
    Act.FAULT_FOUND: _l("Le coffre avait changé sans vous."),
    Act.FAULT_ACCEPTED: _l("Vous avez vu ce qui avait changé sans vous."),
    Act.EXPORTED: _l("Vous avez tout récupéré."),
    Act.LENT: _l("Vous avez prêté un papier."),
    Act.LOAN_ENDED: _l("Un prêt est fini."),
    Act.DEPOSITOR_ALLOWED: _l("Vous laissez quelqu’un déposer des papiers."),
    Act.DEPOSITOR_REFUSED: _l("Vous ne laissez plus quelqu’un déposer de papiers."),
    Act.TRUSTED_ADDED: _l("Vous avez choisi une personne de confiance."),
    Act.TRUSTED_REMOVED: _l("Vous avez retiré une personne de confiance."),
    Act.RELEASE_ASKED: _l("Une personne de confiance demande à ouvrir votre coffre."),
    Act.RELEASE_STOPPED: _l("Cette demande est arrêtée. Le coffre est resté fermé."),
    Act.HANDED_OVER: _l("Une personne de confiance a préparé un code pour vous."),
    Act.OPENING_ASKED: _l("Un agent demande à ouvrir votre coffre avec les deux organismes."),
    Act.OPENING_STOPPED: _l("L’ouverture avec les deux organismes est arrêtée."),
    Act.OFFICERS_ADDED: _l("Vous avez donné une clé à deux organismes."),
    Act.OFFICERS_REMOVED: _l("Vous avez repris la clé des deux organismes."),
    Act.OPENED_BY_TRUSTED: _l("Le coffre a été ouvert avec votre personne de confiance."),
    Act.OPENED_BY_OFFICERS: _l("Le coffre a été ouvert avec les deux organismes."),
    Act.KEY_CHANGED: _l("La clé du coffre a été changée."),
    Act.REKEYED: _l("La clé d’un papier a été changée."),
    Act.TEXT_AGREED: _l("Vous acceptez que la machine lise les mots des papiers."),
    Act.TEXT_REFUSED: _l("La machine ne lit plus les mots des papiers."),
    Act.MAINTAINED: _l("Le service a fait une opération d’entretien sur le coffre."),
    Act.METADATA_READ: _l("Les informations techniques d’un papier ont été lues."),
    Act.JOURNAL_READ: _l("Le journal du coffre a été lu."),
    Act.LISTED: _l("La liste des papiers a été lue."),
    Act.COUNTED: _l("Les papiers ont été comptés."),
}
_REFUSED: dict[Act, Any] = {
    Act.OPENED_BY_PASSPHRASE: _l(
        "Quelqu’un a essayé une mauvaise phrase. Le coffre est resté fermé."
    ),
    Act.OPENED_BY_CARD: _l("Quelqu’un a essayé une mauvaise carte. Le coffre est resté fermé."),
    Act.CARD_TRIED: _l("Vous avez essayé une carte. Ce n’est pas celle de ce coffre."),
    Act.REKEYED: _l("Un papier est abîmé. Sa clé n’a pas pu changer."),
    Act.DEPOSITED: _l("Un fichier a été refusé. Il n’est pas dans votre coffre."),
    Act.READ: _l("Quelqu’un d’autre a demandé un de vos papiers. C’est refusé."),
    Act.RECEIVED: _l("Un fichier pour vous a été refusé. Il n’est pas dans votre coffre."),
    Act.VERIFIED: _l("Vos papiers ont été contrôlés. Quelque chose est abîmé."),
}
FAULTS: dict[Fault, Any] = {
    Fault.INDEX_MISSING: _l(
        "La liste de vos papiers manque. Le coffre a peut-être été remis à un jour plus ancien."
    ),
    Fault.INDEX_ALTERED: _l("La liste de vos papiers n’est plus celle que vous avez laissée."),
    Fault.JOURNAL_SHORTENED: _l("Des lignes du journal ont disparu."),
    Fault.PAPER_MISSING: _l("Un papier a disparu."),
    Fault.PAPER_ALTERED: _l("Un papier a été changé ou échangé."),
    Fault.PAPER_ADDED: _l("Un papier a été ajouté sans vous."),
    Fault.PAPER_MOVED: _l("Un papier a été déplacé sans vous."),
    Fault.KEY_REPLACED: _l("La serrure du coffre a été changée."),
}
_NAMED: dict[Act, Any] = {
    Act.DEPOSITED: _l("Vous avez ajouté « %(name)s »."),
    Act.READ: _l("Vous avez regardé « %(name)s »."),
    Act.DOWNLOADED: _l("Vous avez téléchargé « %(name)s »."),
    Act.REKEYED: _l("La clé de « %(name)s » a été changée."),
}


_BY_OTHERS: dict[tuple[Act, Channel], Any] = {
    (Act.RECEIVED, Channel.MEDIATOR): _l("%(by)s a déposé un papier. Il est à ranger."),
    (Act.RECEIVED, Channel.SERVICE): _l("%(by)s a déposé un papier. Il est à ranger."),
    (Act.DEPOSITOR_ALLOWED, Channel.OWNER): _l("Vous laissez %(by)s déposer des papiers."),
    (Act.DEPOSITOR_REFUSED, Channel.OWNER): _l("Vous ne laissez plus %(by)s déposer de papiers."),
    (Act.DEPOSITOR_REFUSED, Channel.OPERATOR): _l("Plus personne ne dépose dans votre coffre."),
    (Act.READ, Channel.BORROWER): _l("%(by)s a regardé un papier prêté."),
    (Act.READ, Channel.LINK): _l("Quelqu’un a regardé un papier avec le lien et le code."),
    (Act.DOWNLOADED, Channel.BORROWER): _l("%(by)s a téléchargé un papier prêté."),
    (Act.DOWNLOADED, Channel.LINK): _l("Quelqu’un a téléchargé un papier avec le lien et le code."),
    (Act.RELEASE_ASKED, Channel.TRUSTED): _l("%(by)s demande à rouvrir votre coffre."),
    (Act.HANDED_OVER, Channel.TRUSTED): _l("%(by)s a préparé un code pour rouvrir votre coffre."),
    (Act.OPENED_BY_TRUSTED, Channel.TRUSTED): _l("Le coffre a été rouvert avec un code de %(by)s."),
    (Act.RELEASE_STOPPED, Channel.TRUSTED): _l("%(by)s a retiré sa demande."),
    (Act.RELEASE_STOPPED, Channel.MEDIATOR): _l(
        "%(by)s a arrêté une demande. Le coffre est resté fermé."
    ),
    (Act.TRUSTED_REMOVED, Channel.TRUSTED): _l("%(by)s n’est plus votre personne de confiance."),
    (Act.OPENING_ASKED, Channel.MEDIATOR): _l(
        "%(by)s demande à ouvrir votre coffre avec les deux organismes."
    ),
    (Act.OPENING_STOPPED, Channel.MEDIATOR): _l(
        "%(by)s a arrêté l’ouverture avec les deux organismes."
    ),
    (Act.OPENED_BY_OFFICERS, Channel.OFFICER): _l(
        "%(by)s a ouvert votre coffre avec les deux organismes."
    ),
    (Act.LOAN_ENDED, Channel.BORROWER): _l("%(by)s a rendu un papier prêté."),
    (Act.LOAN_ENDED, Channel.LINK): _l("Cinq mauvais codes : ce prêt est fini."),
    (Act.ERASED, Channel.OPERATOR): _l("La corbeille s’est vidée après 30 jours."),
}


def offered(*, health: bool) -> dict[Category, Any]:
    """Return the categories that a form offers; health only where its host is declared."""
    return {one: text for one, text in CATEGORIES.items() if health or one is not Category.HEALTH}


def refusal(code: str, most_bytes: int) -> str:
    """Return why a file stays outside, and what to do."""
    size = wording.size(most_bytes, str(get_locale() or "fr"))
    return str(REFUSALS[code]) % {"size": size, "photos": MOST_PHOTOS}


def sentence(entry: Entry, *, name: str | None = None, by: str = "") -> Any:
    """Return the sentence of a journal entry.

    name: of the paper, when it may be said. by: who acted, when it was not the owner.
    """
    if entry.outcome is Outcome.REFUSED and entry.channel is Channel.LINK:
        return _("Quelqu’un a écrit un mauvais code pour un papier prêté. Il est resté fermé.")
    if entry.outcome is Outcome.REFUSED:
        return _REFUSED.get(entry.act) or _DONE[entry.act]
    others = _BY_OTHERS.get((entry.act, entry.channel))
    if others is not None:
        return str(others) % {"by": by or _("Quelqu’un")}
    if name and entry.act in _NAMED:
        return str(_NAMED[entry.act]) % {"name": name}
    return _DONE[entry.act]


SPOTS: dict[Spot, Any] = {
    Spot.NAME: _l("Trouvé dans le nom."),
    Spot.FOLDER: _l("Trouvé dans le dossier."),
    Spot.NOTE: _l("Trouvé dans la note."),
    Spot.TEXT: _l("Trouvé dans le texte."),
}


def room(left: Room) -> str:
    """Return the sentence of the room that a safe has left."""
    if left.is_full:
        return _("Votre coffre est plein. Effacez un papier, ou appelez-nous.")
    sentence = ngettext(
        "Il vous reste de la place pour environ %(num)s photo.",
        "Il vous reste de la place pour environ %(num)s photos.",
        left.photos,
    )
    return f"{_('Votre coffre est presque plein.')} {sentence}" if left.is_nearly_full else sentence
