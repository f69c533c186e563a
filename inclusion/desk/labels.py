"""The French words of the desk: tags, acts, sentences to read aloud."""

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup, escape

from inclusion import wording
from inclusion.appointments import labels as appointments
from inclusion.appointments.queries.reminders import REMINDED
from inclusion.appointments.rules.booking import CANCELLED, Status
from inclusion.clock import PARIS
from inclusion.desk.queries.appointments import CALLED, TOLD, Entry
from inclusion.desk.queries.people import ADDED
from inclusion.desk.rules.day import Act, Group
from inclusion.desk.rules.proposals import Moment
from inclusion.web.languages import current

GROUPS: dict[Group, Any] = {
    Group.NOW: _l("Maintenant"),
    Group.LATER: _l("Plus tard"),
    Group.PAST: _l("Déjà passés"),
}
EMPTY: dict[Group, Any] = {
    Group.NOW: _l("Personne n’attend."),
    Group.LATER: _l("Aucun autre rendez-vous."),
    Group.PAST: _l("Rien encore."),
}
ACTS: dict[Act, Any] = {
    Act.ARRIVE: _l("Noter l’arrivée"),
    Act.START: _l("Recevoir"),
    Act.OUTCOME: _l("Terminer"),
    Act.CALL: _l("L’appeler"),
    Act.REBOOK: _l("Redonner une date"),
}
DONE: dict[Status, Any] = {
    Status.ARRIVED: _l("L’arrivée est notée."),
    Status.IN_PROGRESS: _l("Le rendez-vous commence."),
    Status.HONOURED: _l("C’est noté : la personne est venue."),
    Status.INCOMPLETE: _l("C’est noté : il manque des papiers."),
    Status.NO_SHOW: _l("C’est noté : la personne n’est pas venue."),
    Status.CANCELLED_BY_PERSON: _l("Le rendez-vous est annulé."),
    Status.CANCELLED_BY_SERVICE: _l("Le rendez-vous est annulé."),
    Status.SCHEDULED: _l("Retour en arrière : le rendez-vous est à venir."),
}
OUTCOMES: dict[Status, tuple[Any, Any]] = {
    Status.HONOURED: (_l("Venu"), _l("Le rendez-vous a eu lieu.")),
    Status.INCOMPLETE: (_l("Incomplet : il manque…"), _l("Cochez plus bas ce qui manque.")),
    Status.NO_SHOW: (_l("Non venu"), _l("Vous pourrez appeler la personne.")),
    Status.CANCELLED_BY_PERSON: (_l("Annulé par la personne"), _l("Elle a prévenu.")),
    Status.CANCELLED_BY_SERVICE: (
        _l("Annulé par le service"),
        _l("Vous direz comment la personne l’apprend."),
    ),
}
MOMENTS: dict[Moment, Any] = {
    Moment.ANY: _l("Toute la journée"),
    Moment.MORNING: _l("Le matin"),
    Moment.AFTERNOON: _l("L’après-midi"),
}
CONFIRMATIONS: dict[str, tuple[Any, Any]] = {
    "telephone": (_l("Au téléphone"), _l("Je dis le code à voix haute.")),
    "counter": (_l("Au guichet"), _l("J’imprime le bordereau.")),
}
"""How the person keeps the date: only what really runs."""

PERSON_LANGUAGES: dict[str, Any] = {
    "fr": _l("Français"),
    "en": _l("Anglais et français"),
    "ar": _l("Arabe et français"),
}
ACTIONS: dict[str, Any] = {
    **appointments.ACTIONS,
    ADDED: _l("Personne ajoutée"),
    CALLED: _l("Appel passé"),
    REMINDED: _l("Rappel fait au téléphone"),
    TOLD: _l("Personne prévenue"),
    "account.taken_over": _l("Compte bloqué : la personne a été trompée"),
    "directive.recorded": _l("Volontés notées"),
    "directive.withdrawn": _l("Volontés retirées"),
    "guardianship.ended": _l("Fin de la protection notée"),
    "guardianship.recorded": _l("Protection notée"),
    "guardianship.ended_for": _l("Fin d’une représentation notée"),
    "guardianship.recorded_for": _l("Représentation notée"),
    "merge.done": _l("Dossiers réunis"),
    "merge.proposed": _l("Rapprochement proposé"),
    "merge.refused": _l("Rapprochement refusé"),
    "merge.undone": _l("Dossiers séparés"),
    "person.deceased": _l("Décès noté"),
    "person.deceased_undone": _l("Décès corrigé"),
    "person.handed_on": _l("Dossier transmis"),
    "person.hidden": _l("Discrétion demandée"),
    "person.moved": _l("Déménagement noté"),
    "person.received": _l("Dossier reçu"),
    "person.shown": _l("Discrétion levée"),
    "message.printed": _l("Lettre imprimée"),
    "message.settled": _l("Envoi d’un message vérifié"),
    "account.opened_at_counter": _l("Compte ouvert"),
    "account.paper_seen": _l("Papier vu"),
    "account.card_reprinted": _l("Carte réimprimée"),
    "account.recovery_opened": _l("Carte à refaire, demandée"),
    "account.recovery_amended": _l("Carte à refaire, autre papier vu"),
    "account.recovery_confirmed": _l("Carte à refaire, confirmée"),
    "account.recovery_reviewed": _l("Carte refaite, vérifiée"),
    "account.card_remade": _l("Carte refaite"),
    "account.blocked": _l("Compte bloqué"),
    "account.unblocked": _l("Compte débloqué"),
    "deposit.made": _l("Papier déposé dans le coffre"),
    "deposit.refused": _l("Dépôt d’un service refusé"),
}
EVENTS: dict[str, Any] = {
    ADDED: _l("Votre nom a été ajouté à notre liste."),
    CALLED: _l("Nous vous avons téléphoné."),
    REMINDED: _l("Nous vous avons rappelé un rendez-vous."),
    TOLD: _l("Nous vous avons prévenu d’une annulation."),
}
"""The acts of the desk, as the person reads them in their history."""
ROLES: dict[str, Any] = {
    "citizen": _l("La personne"),
    "system": _l("Le système"),
}
_OTHER_AGENT = _l("Un agent d’un autre lieu")
NAMES: dict[str, Any] = {
    "name_missing": _l("Écrivez le nom. Par exemple : Fatoumata Diarra."),
    "name_too_long": _l("Ce nom est trop long. Écrivez 200 signes au plus."),
}


def status_of(appointment: Any, at: Any) -> tuple[Any, str]:
    """Return the words and the kind of the tag of an appointment."""
    if appointment.awaits_outcome(at):
        return appointments.AWAITING_OUTCOME, "warn"
    if appointment.status in CANCELLED:
        return _("Annulé"), "bad"
    if appointment.status is Status.ARRIVED and appointment.arrived_at:
        hour = wording.hour(appointment.arrived_at, current().code)
        return _("Arrivée à %(hour)s", hour=hour), "ok"
    return (
        appointments.STATUSES[appointment.status],
        appointments.STATUS_KINDS[appointment.status],
    )


def clock(hour: time) -> str:
    """Return an hour of the week as it is said: « 9 h 30 »."""
    return wording.hour(datetime.combine(date(2026, 1, 5), hour, PARIS), current().code)


def who_waits(count: int, minutes: int | None) -> str:
    """Return « Trois personnes attendent, la première depuis 18 minutes. »."""
    if not count:
        return str(_("Personne n’attend."))
    if not minutes:
        return ngettext("%(num)s personne attend.", "%(num)s personnes attendent.", count)
    return ngettext(
        "%(num)s personne attend, depuis %(minutes)s minutes.",
        "%(num)s personnes attendent, la première depuis %(minutes)s minutes.",
        count,
        minutes=minutes,
    )


def who_did(entry: Entry) -> str:
    """Return who acted: a colleague by name, the others by what they are."""
    return entry.name or str(ROLES.get(entry.role, _OTHER_AGENT))


def what_happened(entry: Entry) -> str:
    """Return what was done, in words."""
    if entry.action == "appointment.outcome" and entry.status in set(Status):
        said = appointments.STATUSES[Status(entry.status)]
        return _("Fin notée : %(outcome)s", outcome=str(said).lower())
    return str(ACTIONS.get(entry.action, entry.action))


def to_say(*, when: str, place: str, address: str, bring: list[str]) -> Markup:
    """Return the sentence that proposes an hour on the telephone; in bold what must be heard."""
    parts = [
        _("« Je vous propose %(when)s, à %(place)s.", when=_bold(when), place=escape(place)),
        _("L’adresse est %(address)s.", address=escape(address)) if address else "",
        _("Apportez %(papers)s.", papers=escape(in_a_row(bring))) if bring else "",
        _("Est-ce que cela vous va ? »"),
    ]
    return Markup(" ").join(Markup(part) for part in parts if part)  # noqa: S704 - escaped above


def to_confirm(*, when: str, place: str, address: str, mediator: str, code: str) -> Markup:
    """Return the sentence to read once the hour is booked, with the code to say."""
    parts = [
        _("« C’est réservé : %(when)s, à %(place)s.", when=_bold(when), place=escape(place)),
        _("L’adresse est %(address)s.", address=escape(address)) if address else "",
        _("Demandez %(name)s.", name=escape(mediator)),
        _("Votre code : %(code)s. »", code=_bold(code)),
    ]
    return Markup(" ").join(Markup(part) for part in parts if part)  # noqa: S704 - escaped above


def in_a_row(lines: list[str]) -> str:
    """Return « votre passeport, une facture et un crayon »."""
    small = [line[:1].lower() + line[1:].rstrip(".") for line in lines]
    if len(small) < 2:
        return "".join(small)
    return _("%(first)s et %(last)s", first=", ".join(small[:-1]), last=small[-1])


def _bold(text: str) -> Markup:
    return Markup("<b>{}</b>").format(text)
