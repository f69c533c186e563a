"""What people read: events, refusals, where a request stands."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.rescue.rules import Stage

EVENTS: dict[str, Any] = {
    "rescue.trusted_named": _l("Vous avez choisi une personne de confiance."),
    "rescue.trusted_removed": _l("Une personne n’est plus votre personne de confiance."),
    "rescue.release_asked": _l("Une personne de confiance demande à rouvrir votre coffre."),
    "rescue.release_stopped": _l("Une demande pour rouvrir votre coffre est arrêtée."),
    "rescue.handed_over": _l("Une personne de confiance a préparé un code pour vous."),
    "rescue.safe_reopened": _l("Vous avez rouvert votre coffre avec un code."),
    "rescue.officers_asked": _l("Vous avez donné une clé à deux organismes."),
    "rescue.officers_taken_back": _l("Vous avez repris la clé des deux organismes."),
    "rescue.opening_started": _l("Un agent demande à ouvrir votre coffre avec deux organismes."),
    "rescue.opening_confirmed": _l("Vous avez dit que vous étiez là pour l’ouverture."),
    "rescue.opening_taken": _l("Un agent a pris le fichier fermé, pour un des organismes."),
    "rescue.opening_half": _l("Le premier organisme a fait sa part de l’ouverture."),
    "rescue.opened_by_officers": _l("Deux organismes ont ouvert votre coffre au comptoir."),
    "rescue.opening_stopped": _l("L’ouverture avec deux organismes est arrêtée."),
}
REFUSALS: dict[str, Any] = {
    "nobody_agreed": _l("Ce code ne marche pas ou ne marche plus. Demandez-en un nouveau."),
    "oneself": _l("Ce code est le vôtre. Il faut celui de l’autre personne."),
    "already_trusted": _l("Cette personne est déjà votre personne de confiance."),
    "enough_trusted": _l("Vous avez déjà 3 personnes de confiance. Retirez-en une d’abord."),
    "delay": _l("Choisissez un délai de la liste."),
    "dead": _l("Ce lien ne marche plus : un des deux coffres a une nouvelle clé."),
    "not_now": _l("Le compte de cette personne ne s’ouvre pas en ce moment. Appelez-nous."),
    "already_asked": _l("Votre demande est déjà en cours."),
    "too_soon": _l("Votre demande vient d’être arrêtée. Attendez un jour, ou appelez la personne."),
    "not_ready": _l("Le délai n’est pas fini, ou la demande est arrêtée."),
    "code": _l("Ce code n’ouvre pas le coffre. Vérifiez les 8 groupes, ou demandez-en un autre."),
}
STAGES: dict[Stage, tuple[Any, str]] = {
    Stage.WAITING: (_l("Le délai court"), "warn"),
    Stage.READY: (_l("Le délai est fini"), "ok"),
    Stage.STOPPED: (_l("Demande arrêtée"), ""),
    Stage.USED: (_l("Coffre rouvert"), ""),
    Stage.EXPIRED: (_l("Demande trop ancienne"), ""),
}
DELAYS: dict[int, Any] = {
    1: _l("1 jour"),
    3: _l("3 jours"),
    7: _l("7 jours, le plus souvent"),
    14: _l("14 jours"),
    30: _l("30 jours"),
}
