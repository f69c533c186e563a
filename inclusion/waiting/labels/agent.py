"""What agents read of the list."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.waiting.rules.entries import Answer

ANSWERS: dict[Answer, Any] = {
    Answer.PENDING: _l("Attend une réponse"),
    Answer.ACCEPTED: _l("Acceptée"),
    Answer.REFUSED: _l("Refusée"),
    Answer.LAPSED: _l("Sans réponse"),
    Answer.WITHDRAWN: _l("Devenue impossible"),
}

WAYS: dict[str, Any] = {
    "email": _l("Par e-mail"),
    "sms": _l("Par SMS"),
    "letter": _l("Par courrier"),
    "relative": _l("Par un proche"),
    "call": _l("À appeler"),
    "nobody": _l("À appeler"),
}

REFUSALS: dict[str, Any] = {
    "deadline": _l("Cette date est passée. Choisissez une date à venir."),
    "deadline_reason": _l("Écrivez pourquoi. Par exemple : dossier à rendre."),
}

SAID: dict[str, Any] = {
    "gardee": _l("L’heure est gardée. Appelez la personne si rien ne la prévient."),
    "prise": _l("Cette heure n’est plus libre. Choisissez-en une autre."),
    "trop-tard": _l("Cette heure est trop proche pour attendre une réponse."),
    "refusee": _l("Le refus est noté. L’heure va à la personne suivante."),
    "finie": _l("Aucune place n’attend de réponse."),
    "impossible": _l("Cette heure n’est plus possible. La personne garde son tour."),
    "notee": _l("C’est noté."),
}
"""What the page says after an act."""

COLUMNS = (_l("Besoin"), _l("Commune"), _l("Sur le site"), _l("Au téléphone ou au guichet"))
"""The columns of needs that nothing met."""
