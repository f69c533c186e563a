"""The appointments of a person, for the export of their data."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session, joinedload

from inclusion.accounts.contributions import DataPart, Said
from inclusion.appointments.labels import (
    CHANNELS,
    COMPANIES,
    INTERPRETER_LANGUAGES,
    ORIGINS,
    STATUSES,
)
from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.booking import Status
from inclusion.web.languages import text_in

WORDS: dict[str, Any] = {
    "code": _l("Code"),
    "reason": _l("Besoin"),
    "place": _l("Lieu"),
    "address": _l("Adresse"),
    "mediator": _l("Avec"),
    "starts_at": _l("Début"),
    "ends_at": _l("Fin"),
    "status": _l("État"),
    "origin": _l("Demandé"),
    "company": _l("Qui vient"),
    "people_count": _l("Nombre de personnes"),
    "interpreter_language": _l("Interprète"),
    "channel": _l("La date est gardée"),
    "missing_papers": _l("Papiers qui manquaient"),
    "arrived_at": _l("Arrivée"),
    "cancelled_at": _l("Annulé"),
    "cancel_note": _l("Note d’annulation"),
    "created_at": _l("Réservé"),
}


def part(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return every appointment of a person, moved and cancelled ones included, newest first."""
    found = session.scalars(
        sa.select(Appointment)
        .where(
            sa.or_(Appointment.person_id == person_id, Appointment.second_person_id == person_id),
            Appointment.status != Status.HELD,
        )
        .options(
            joinedload(Appointment.reason),
            joinedload(Appointment.place),
            joinedload(Appointment.mediator),
        )
        .order_by(Appointment.starts_at.desc(), Appointment.id.desc())
    )
    return DataPart("appointments", _l("Mes rendez-vous"), [_row(one) for one in found], WORDS)


def _row(one: Appointment) -> dict[str, Any]:
    said = {
        "reason": Said(one.reason.code, text_in(one.reason.names)),
        "place": one.place.name,
        "address": one.place.address_line,
        "mediator": one.mediator.name,
        "status": Said(one.status.value, STATUSES[one.status]),
        "origin": Said(one.origin.value, ORIGINS[one.origin]),
        "company": Said(one.company.value, COMPANIES[one.company]),
        "interpreter_language": _interpreter(one.interpreter_language),
        "channel": Said(one.channel.value, CHANNELS.get(one.channel, ("",))[0]),
    }
    return {key: said[key] if key in said else getattr(one, key) for key in WORDS}


def _interpreter(code: str) -> Said | None:
    return Said(code, INTERPRETER_LANGUAGES.get(code, code)) if code else None
