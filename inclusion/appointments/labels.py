"""The French words of statuses, languages and refusals."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.appointments.rules.booking import (
    Audience,
    Channel,
    Company,
    Mode,
    Origin,
    Status,
)
from inclusion.appointments.rules.resources import ClosureCause, ResourceKind

STATUSES: dict[Status, Any] = {
    Status.HELD: _l("En cours de réservation"),
    Status.SCHEDULED: _l("À venir"),
    Status.ARRIVED: _l("Sur place"),
    Status.IN_PROGRESS: _l("En cours"),
    Status.HONOURED: _l("Honoré"),
    Status.INCOMPLETE: _l("Incomplet"),
    Status.NO_SHOW: _l("Non venu"),
    Status.CANCELLED_BY_PERSON: _l("Annulé par la personne"),
    Status.CANCELLED_BY_SERVICE: _l("Annulé par le service"),
    Status.RESCHEDULED: _l("Reporté"),
}
AWAITING_OUTCOME = _l("À renseigner")
"""What the desk says of an appointment that is over by the clock and has no outcome."""

STATUS_KINDS: dict[Status, str] = {
    Status.HELD: "warn",
    Status.SCHEDULED: "",
    Status.ARRIVED: "warn",
    Status.IN_PROGRESS: "ok",
    Status.HONOURED: "ok",
    Status.INCOMPLETE: "warn",
    Status.NO_SHOW: "bad",
    Status.CANCELLED_BY_PERSON: "bad",
    Status.CANCELLED_BY_SERVICE: "bad",
    Status.RESCHEDULED: "",
}
"""The kind of the tag beside each status."""

PERSON_STATUSES: dict[Status, Any] = {
    Status.HELD: _l("En attente"),
    Status.HELD: _l("En cours de réservation"),
    Status.SCHEDULED: _l("À venir"),
    Status.ARRIVED: _l("Aujourd’hui"),
    Status.IN_PROGRESS: _l("Aujourd’hui"),
    Status.HONOURED: _l("Passé"),
    Status.INCOMPLETE: _l("Papiers à compléter"),
    Status.NO_SHOW: _l("Manqué"),
    Status.CANCELLED_BY_PERSON: _l("Annulé"),
    Status.CANCELLED_BY_SERVICE: _l("Annulé par le lieu"),
    Status.RESCHEDULED: _l("Changé"),
}
"""The same, as the person reads them."""

COMPANIES: dict[Company, Any] = {
    Company.ALONE: _l("Moi"),
    Company.WITH_RELATIVE: _l("Moi, avec un proche"),
    Company.SOMEONE_ELSE: _l("Quelqu’un d’autre"),
    Company.COUPLE: _l("Nous deux, en couple"),
    Company.COMPANION: _l("Moi, avec un accompagnateur"),
    Company.MINOR_ALONE: _l("Un mineur, seul"),
}

OFFERED_COMPANIES = (Company.ALONE, Company.WITH_RELATIVE, Company.SOMEONE_ELSE)
"""What the journey asks a person."""

CHANNELS: dict[Channel, tuple[Any, Any]] = {
    Channel.PRINTED: (
        _l("Une feuille à imprimer"),
        _l("Elle dit l’heure, le lieu et les papiers à apporter."),
    ),
    Channel.SPOKEN: (
        _l("Un code à noter"),
        _l("Quatre nombres. Avec votre nom, ils retrouvent le rendez-vous."),
    ),
}
"""How a person keeps the date: only what really runs."""

ORIGINS: dict[Origin, Any] = {
    Origin.WEB: _l("Par le site"),
    Origin.TELEPHONE: _l("Par téléphone"),
    Origin.COUNTER: _l("Au guichet"),
    Origin.LETTER: _l("Par courrier"),
    Origin.SMS: _l("Par SMS"),
    Origin.PRESCRIBER: _l("Par un partenaire"),
}

MODES: dict[Mode, Any] = {
    Mode.IN_PERSON: _l("Sur place"),
    Mode.TELEPHONE: _l("Par téléphone"),
    Mode.HOME: _l("À domicile"),
    Mode.VIDEO: _l("En vidéo"),
}

AUDIENCES: dict[Audience, Any] = {
    Audience.AGENTS: _l("Les agents seulement"),
    Audience.PRESCRIBERS: _l("Les agents et les partenaires"),
    Audience.INVITED: _l("Les personnes invitées aussi"),
    Audience.EVERYONE: _l("Tout le monde"),
}

RESOURCE_KINDS: dict[ResourceKind, Any] = {
    ResourceKind.OFFICE: _l("Un bureau fermé"),
    ResourceKind.LOAN_COMPUTER: _l("Un ordinateur prêté"),
    ResourceKind.SCANNER: _l("Un scanner"),
    ResourceKind.INDUCTION_LOOP: _l("Une boucle magnétique"),
    ResourceKind.INTERPRETER: _l("Un interprète"),
}

CLOSURE_CAUSES: dict[ClosureCause, Any] = {
    ClosureCause.STRIKE: _l("Grève"),
    ClosureCause.HEAT: _l("Forte chaleur"),
    ClosureCause.SNOW: _l("Neige ou verglas"),
    ClosureCause.WORKS: _l("Travaux"),
    ClosureCause.OTHER: _l("Autre raison"),
}

INTERPRETER_LANGUAGES: dict[str, Any] = {
    "ar": _l("Arabe"),
    "en": _l("Anglais"),
    "bm": _l("Bambara"),
    "bn": _l("Bengali"),
    "zh": _l("Chinois"),
    "fa": _l("Dari ou persan"),
    "es": _l("Espagnol"),
    "fsl": _l("Langue des signes française"),
    "ps": _l("Pachto"),
    "ff": _l("Peul"),
    "pt": _l("Portugais"),
    "ro": _l("Roumain"),
    "ru": _l("Russe"),
    "snk": _l("Soninké"),
    "ta": _l("Tamoul"),
    "tr": _l("Turc"),
    "uk": _l("Ukrainien"),
    "wo": _l("Wolof"),
    "other": _l("Une autre langue"),
}

WEEKDAYS = (
    _l("Lundi"),
    _l("Mardi"),
    _l("Mercredi"),
    _l("Jeudi"),
    _l("Vendredi"),
    _l("Samedi"),
    _l("Dimanche"),
)

REFUSALS: dict[str, Any] = {
    "slot": _l("Cette heure n’est plus libre. Choisissez-en une autre."),
    "overlap": _l("Cette heure est déjà prise. Dites pourquoi vous la prenez quand même."),
    "notice": _l("Cette heure est trop proche ou trop lointaine. Choisissez-en une autre."),
    "cancel": _l("Il est trop tard pour annuler ici. Appelez-nous."),
    "move": _l("Il est trop tard pour changer ici. Appelez-nous."),
    "undo": _l("Ce rendez-vous ne peut plus revenir en arrière."),
    "hours": _l("L’heure de fin doit venir après l’heure de début."),
    "holiday": _l("Ce jour est férié. Choisissez un autre jour."),
    "openings_overlap": _l("Une autre permanence a lieu en même temps. Cochez pour continuer."),
    "absence": _l("La fin doit venir après le début."),
    "missing_papers": _l("Écrivez ce qui manque. Par exemple : l’avis d’impôt."),
    "outcome": _l("Choisissez ce qui s’est passé."),
}
"""A sentence for each code of refusal."""

ACTIONS: dict[str, Any] = {
    "appointment.late": _l("Retard noté"),
    "appointment.put_off": _l("Rendez-vous décalé"),
    "appointment.mediator_late": _l("Retard du médiateur"),
    "appointment.booked": _l("Rendez-vous pris"),
    "appointment.moved": _l("Rendez-vous changé"),
    "appointment.cancelled": _l("Rendez-vous annulé"),
    "appointment.arrived": _l("Arrivée notée"),
    "appointment.started": _l("Rendez-vous commencé"),
    "appointment.outcome": _l("Fin du rendez-vous notée"),
    "appointment.undone": _l("Retour en arrière"),
    "opening.added": _l("Permanence ajoutée"),
    "opening.added_once": _l("Permanence d’un jour ajoutée"),
    "opening.changed": _l("Permanence changée"),
    "opening.day_changed": _l("Un jour de permanence changé"),
    "opening.day_cancelled": _l("Un jour de permanence annulé"),
    "opening.day_restored": _l("Un jour de permanence remis"),
    "opening.ended": _l("Permanence arrêtée"),
    "opening.excepted": _l("Permanence annulée un jour"),
    "absence.added": _l("Absence ajoutée"),
    "absence.removed": _l("Absence retirée"),
}
"""The acts of the journal."""

EVENTS: dict[str, Any] = {
    "calendar.shared": _l("Une adresse secrète de votre agenda a été faite."),
    "calendar.stopped": _l("L’adresse secrète de votre agenda ne marche plus."),
    "appointment.late": _l("Votre retard a été noté."),
    "appointment.put_off": _l("Un rendez-vous a été décalé."),
    "appointment.mediator_late": _l("Nous avons eu du retard."),
    "appointment.booked": _l("Un rendez-vous a été pris."),
    "appointment.moved": _l("Un rendez-vous a changé d’heure."),
    "appointment.cancelled": _l("Un rendez-vous a été annulé."),
    "appointment.arrived": _l("Votre arrivée a été notée."),
    "appointment.started": _l("Un rendez-vous a commencé."),
    "appointment.outcome": _l("La fin d’un rendez-vous a été notée."),
    "appointment.undone": _l("Une note sur un rendez-vous a été retirée."),
}
"""The same acts, as the person reads them in their history."""
