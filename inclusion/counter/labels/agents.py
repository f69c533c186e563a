"""What agents read: papers to tick, the text to say, refusals, where a recovery stands."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.counter.rules import DocumentKind, Ground, Method, Review, Stage

DOCUMENTS: dict[DocumentKind, Any] = {
    DocumentKind.IDENTITY_CARD: _l("Carte d’identité"),
    DocumentKind.PASSPORT: _l("Passeport"),
    DocumentKind.RESIDENCE_PERMIT: _l("Titre de séjour"),
    DocumentKind.ASYLUM: _l("Attestation de demande d’asile"),
    DocumentKind.DRIVING_LICENCE: _l("Permis de conduire"),
}
METHODS: dict[Method, Any] = {
    Method.VOUCHED: _l("Attestation d’un travailleur social"),
    Method.NONE: _l("Aucun papier"),
    Method.DOCUMENT: _l("Papier d’identité"),
    Method.FRANCECONNECT: _l("Identité dite par FranceConnect"),
}
SEEN = [
    *((kind.value, text) for kind, text in DOCUMENTS.items()),
    (Method.VOUCHED.value, METHODS[Method.VOUCHED]),
    (Method.NONE.value, METHODS[Method.NONE]),
]
LEVELS: dict[int, Any] = {
    0: _l("Niveau 0 : la personne a dit son nom"),
    1: _l("Niveau 1 : une structure l’atteste"),
    2: _l("Niveau 2 : un papier d’identité a été vu"),
}
READ_ALOUD = (
    _l("« Votre compte sert à vos rendez-vous et à vos papiers. C’est gratuit."),
    _l("Nous gardons votre nom, et ce que vous voulez bien nous donner."),
    _l("Nous notons quel papier nous avons vu. Nous n’en gardons ni copie ni numéro."),
    _l("Vous pouvez tout voir, tout corriger, et fermer votre compte."),
    _l("Votre carte est à vous. Ne dites son code à personne, même à nous. »"),
)
PERSON_LANGUAGES: dict[str, Any] = {
    "fr": _l("Français"),
    "en": _l("Anglais et français"),
    "ar": _l("Arabe et français"),
}
GROUNDS: dict[Ground, Any] = {
    Ground.SECOND_AGENT: _l("Papier vu, un collègue confirme"),
    Ground.KNOWN_FILE: _l("Papier vu, dossier connu depuis 30 jours"),
    Ground.DELAY: _l("Attente de 24 heures"),
}
STAGES: dict[Stage, tuple[Any, str]] = {
    Stage.WAITING: (_l("En attente"), "warn"),
    Stage.READY: (_l("Prête"), "ok"),
    Stage.REFUSED: (_l("Refusée ou abandonnée"), "bad"),
    Stage.DONE: (_l("Faite"), ""),
    Stage.EXPIRED: (_l("Trop ancienne"), ""),
}
REVIEWS: dict[Review, Any] = {
    Review.SEEN: _l("Vu"),
    Review.TO_CLARIFY: _l("À éclaircir"),
}
REFUSALS: dict[str, Any] = {
    "facts": _l("Ces réponses ne vont pas avec le dossier. Reposez les questions."),
    "several": _l("Plusieurs comptes ont ce nom et cette année. Demandez le numéro."),
    "join": _l("Votre structure ne connaît pas ce dossier. Il faut un papier à ce nom."),
    "own_account": _l("Vous portez ce nom. Un collègue doit s’en occuper."),
    "level": _l("Ce compte a été ouvert avec un meilleur papier. Il faut un papier du même rang."),
    "under_way": _l("Une demande est déjà en cours, avec un meilleur papier. Reprenez-la."),
    "blocked": _l("Ce compte est bloqué. Il faut un papier d’identité pour le rouvrir."),
    "document": _l("Votre collègue a noté un autre papier. Regardez-le ensemble."),
    "proof": _l("Choisissez le papier que vous avez vu."),
    "same_agent": _l("Vous avez ouvert cette demande. Un collègue doit la confirmer."),
    "has_account": _l("Cette personne a déjà un compte. Cherchez-la."),
    "quota": _l("Vous avez ouvert 10 demandes en un jour. Voyez avec la coordination."),
    "confirm": _l("Cette demande n’attend plus de confirmation."),
    "finish": _l("Cette demande ne peut pas être faite maintenant."),
    "reprint": _l("Cette carte sert déjà. Il faut la refaire."),
    "name_missing": _l("Écrivez le nom. Par exemple : Fatoumata Diarra."),
    "name_too_long": _l("Ce nom est trop long. Écrivez 600 signes au plus."),
    "year": _l("Écrivez une année. Par exemple : 1971."),
    "birth_on": _l("Vérifiez la date. Par exemple : 14 5 1971. L’année seule suffit."),
}
