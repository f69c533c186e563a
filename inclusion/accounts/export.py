"""What accounts bring to the export of somebody's data; no secret, and no hash of one."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion import wording
from inclusion.accounts import choices, history, labels, queries
from inclusion.accounts.contributions import DataPart, Said, contributions
from inclusion.accounts.models import SeenDevice
from inclusion.accounts.page_words import TOPICS, who_did
from inclusion.accounts.rules.reaching import Topic
from inclusion.audit import queries as audit
from inclusion.contact import format_phone
from inclusion.people import queries as people
from inclusion.web.languages import current, language_name

ACCOUNT: dict[str, Any] = {
    "identifier": _l("Numéro de compte"),
    "name": _l("Nom"),
    "role": _l("Rôle"),
    "created_at": _l("Ouvert depuis"),
    "last_sign_in_at": _l("Dernière entrée"),
    "assurance": _l("Niveau de vérification, de 0 à 2"),
    "blocked_at": _l("Bloqué"),
    "closing_at": _l("Sera fermé"),
}
PERSON: dict[str, Any] = {
    "name": _l("Nom"),
    "birth_on": _l("Date de naissance"),
    "phone": _l("Téléphone"),
    "phone_confirmed_at": _l("Téléphone confirmé"),
    "email": _l("Adresse e-mail"),
    "email_confirmed_at": _l("Adresse e-mail confirmée"),
    "address_line": _l("Adresse"),
    "postcode": _l("Code postal"),
    "commune": _l("Commune"),
    "language": _l("Langue"),
    "created_at": _l("Connu depuis"),
}
DEVICES: dict[str, Any] = {
    "device": _l("Appareil"),
    "first_at": _l("Première entrée"),
    "last_at": _l("Dernière entrée"),
}
WAYS: dict[str, Any] = {"way": _l("Façon d’entrer"), "exists": _l("Choisie")}
TOLD: dict[str, Any] = {"topic": _l("Sujet"), "is_wanted": _l("Vous êtes prévenu")}
JOURNAL: dict[str, Any] = {
    "at": _l("Date"),
    "action": _l("Ce qui s’est passé"),
    "who": _l("Par qui"),
}

UNTOLD = frozenset({"person.hidden", "person.shown"})
"""Whoever looks for somebody may open the file: that they hide is not in it."""


def account(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return the account itself, without its hashes."""
    found = queries.account(session, account_id) if account_id is not None else None
    rows = [_values(found, ACCOUNT)] if found else []
    for row in rows:
        row["role"] = Said(row["role"].value, labels.ROLES[row["role"]])
    return DataPart("account", _l("Mon compte"), rows, ACCOUNT)


def person(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return who the person is and how they are reached; discretion is not told."""
    row = _values(people.person(session, person_id), PERSON)
    row["language"] = Said(row["language"], language_name(row["language"]))
    if row["phone"]:
        row["phone"] = Said(row["phone"], format_phone(row["phone"]))
    if row["birth_on"]:
        row["birth_on"] = Said(row["birth_on"], wording.birth(row["birth_on"], current().code))
    return DataPart("person", _l("Mon identité et mes coordonnées"), [row], PERSON)


def ways(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return whether there is a passphrase; other ways in are parts of their own."""
    found = queries.account(session, account_id) if account_id is not None else None
    row = {
        "way": Said("passphrase", _l("Phrase secrète")),
        "exists": bool(found and found.passphrase_hash),
    }
    return DataPart("ways_in", _l("Mes façons d’entrer"), [row], WAYS)


def devices(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return the devices from which the account was entered."""
    rows = session.scalars(
        sa.select(SeenDevice).where(SeenDevice.account_id == account_id).order_by(SeenDevice.id)
    )
    return DataPart(
        "devices", _l("Mes appareils"), [_values(row, DEVICES) for row in rows], DEVICES
    )


def told(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return what the person is told about."""
    wanted = choices.wanted(session, account_id or 0)
    rows = [
        {"topic": Said(topic.value, TOPICS[topic][0]), "is_wanted": topic in wanted}
        for topic in Topic
    ]
    return DataPart("told", _l("Ce dont je suis prévenu"), rows, TOLD)


def journal(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return every event about the account and the person, newest first; nobody's name."""
    found = audit.events_of(session, account_id=account_id or 0, person_id=person_id)
    events = [event for event in found if event.action not in UNTOLD]
    words = contributions().event_words
    rows = [
        {
            "at": line.at,
            "action": Said(line.action, words.get(line.action, line.action)),
            "who": Said(line.role, who_did(line)),
            "object_kind": event.object_kind,
            "detail": event.detail,
        }
        for event, line in zip(events, history.lines(session, events, account_id or 0), strict=True)
    ]
    return DataPart("journal", _l("Le journal"), rows, JOURNAL)


PARTS = (account, person, ways, devices, told)


def _values(row: Any, words: dict[str, Any]) -> dict[str, Any]:
    return {key: getattr(row, key) for key in words}
