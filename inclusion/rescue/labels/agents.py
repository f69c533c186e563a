"""What agents read of an opening by two officers: steps, refusals."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.counter.labels import agents as counter
from inclusion.rescue.rules import Step

DOCUMENTS = counter.DOCUMENTS
STEPS: dict[Step, tuple[Any, str]] = {
    Step.WAITING: (_l("Attente de 72 heures"), "warn"),
    Step.FIRST: (_l("Au premier organisme"), "ok"),
    Step.SECOND: (_l("Au second organisme"), "ok"),
    Step.STOPPED: (_l("Arrêtée"), "bad"),
    Step.DONE: (_l("Faite"), ""),
    Step.EXPIRED: (_l("Trop ancienne"), ""),
}
REFUSALS: dict[str, Any] = {
    **{code: counter.REFUSALS[code] for code in ("facts", "several", "own_account", "year")},
    "name_missing": counter.REFUSALS["name_missing"],
    "blocked": _l("Ce compte est bloqué. Rouvrez-le d’abord, avec un papier d’identité."),
    "not_asked_for": _l("Cette personne n’a pas demandé cette clé, ou sa clé n’est plus valable."),
    "opening_under_way": _l("Une ouverture est déjà en cours pour cette personne."),
    "not_this_step": _l("L’ouverture n’en est pas là. Regardez où elle en est."),
    "not_opened": _l("C’est le fichier de départ. Le premier organisme ne l’a pas ouvert."),
    "wrong_half": _l("Ce n’est pas le fichier ouvert par le premier organisme. Choisissez-le."),
    "wrong_identity": _l("Ce n’est pas le fichier ouvert par le second organisme."),
    "one_agent": _l("Il faut un autre agent, d’une autre structure."),
    "safe": _l("La clé n’est pas celle de ce coffre. Arrêtez tout, et prévenez la coordination."),
    "file_missing": _l("Choisissez le fichier que l’organisme a rendu."),
    "file_too_large": _l("Ce fichier est trop grand pour être une clé."),
}
