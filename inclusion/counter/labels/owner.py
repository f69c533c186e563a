"""What the owner of an account reads: events of the journal, refusals, dates of a recovery."""

from typing import Any

from flask_babel import lazy_gettext as _l

EVENTS: dict[str, Any] = {
    "account.card_activated": _l("Vous avez mis votre carte en service."),
    "account.card_reprinted": _l("Votre carte a été imprimée de nouveau. L’ancienne ne sert plus."),
    "account.paper_seen": _l("Un papier d’identité a été vu au comptoir."),
    "account.recovery_opened": _l("Quelqu’un a demandé à refaire votre carte, à un comptoir."),
    "account.recovery_amended": _l("Un autre papier a été montré pour refaire votre carte."),
    "account.recovery_confirmed": _l("Un second agent a confirmé la demande de carte."),
    "account.recovery_refused": _l("Vous avez refusé que votre carte soit refaite."),
    "account.recovery_reviewed": _l("La coordination a vérifié une demande de carte."),
    "account.card_remade": _l("Une médiatrice ou un médiateur a refait votre carte."),
    "account.blocked": _l("Votre compte a été bloqué."),
    "account.unblocked": _l("Votre compte a été débloqué au comptoir."),
}
REFUSALS: dict[str, Any] = {
    "activation": _l("Cette carte ne peut plus être mise en service. Revenez au comptoir."),
    "activation_code": _l("C’est le code du papier. Choisissez une autre phrase."),
    "wrong_activation": _l(
        "Ce numéro et ce code ne vont pas ensemble, ou le code ne sert plus. Vérifiez-les."
    ),
    "wrong_code": _l("Ce numéro et ce code ne vont pas ensemble. Vérifiez-les."),
    "identifier": _l("Vérifiez votre numéro. Il a 9 chiffres."),
}
