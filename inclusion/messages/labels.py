"""French words of messages: what they say in short, how they go, what became of them."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.messages.rules import Channel, Decision, State

SUBJECTS: dict[str, Any] = {
    "code": _l("Un code pour entrer"),
    "channel_confirm": _l("Un code de confirmation"),
    "new_sign_in": _l("Une entrée dans le compte"),
    "card_remade": _l("La carte refaite"),
    "recovery_opened": _l("Une demande au guichet"),
    "account_blocked": _l("Le compte bloqué"),
    "closing": _l("La fermeture du compte"),
    "contact_changed": _l("Coordonnées changées"),
    "safe_date": _l("Une date du coffre"),
    "identity_linked": _l("Une nouvelle façon d’entrer"),
    "safe_release_asked": _l("Une demande à rouvrir le coffre"),
    "safe_rescue_changed": _l("Les aides du coffre changées"),
    "safe_trust_ended": _l("Un lien de confiance à refaire"),
    "safe_received": _l("Un papier à ranger"),
    "appointment_booked": _l("Un rendez-vous pris"),
    "appointment_moved": _l("Un rendez-vous changé"),
    "appointment_cancelled": _l("Un rendez-vous annulé"),
    "appointment_reminder": _l("Un rappel de rendez-vous"),
    "appointment_late": _l("Un retard"),
    "appointment_offer": _l("Une place libérée"),
}
CHANNELS: dict[Channel, Any] = {
    Channel.EMAIL: _l("Par e-mail"),
    Channel.SMS: _l("Par SMS"),
    Channel.LETTER: _l("Par courrier"),
}
STATES: dict[State, Any] = {
    State.WAITING: _l("En attente"),
    State.SENDING: _l("En cours d’envoi"),
    State.SENT: _l("Envoyé"),
    State.DOUBTFUL: _l("Peut-être envoyé"),
    State.FAILED: _l("Pas envoyé"),
    State.EXPIRED: _l("Trop tard"),
    State.CANCELLED: _l("Annulé"),
}
DECISIONS: dict[Decision, Any] = {
    Decision.ARRIVED: _l("C’est arrivé"),
    Decision.AGAIN: _l("Renvoyer"),
    Decision.GIVEN_UP: _l("Abandonner"),
}
EVENTS: dict[str, Any] = {
    "message.settled": _l("Un message pour vous a été vérifié."),
    "message.printed": _l("Une lettre pour vous est partie."),
}


def subject(code: str) -> Any:
    """Return what a message is about, in a few words; the code of a text that is no more."""
    return SUBJECTS.get(code, code)


def why(code: str | None) -> Any:
    """Return why a message did not leave, or may have, as an agent needs to know it."""
    if code in {"no_answer", "silence", "error"}:
        return _l("L’envoi s’est coupé avant la réponse.")
    if code == "no_gateway":
        return _l("Ce moyen d’envoi n’est pas branché.")
    if code == "unreadable":
        return _l("Ce message ne se lit plus.")
    return _l("L’adresse ou le numéro est refusé.")
