"""Menus as data: what each kind of reader is offered."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from inclusion.web.safe_label import LABEL


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu: where it goes, its words, its pictogram, the addresses it stands for."""

    endpoint: str
    text: Any
    icon: str
    prefixes: tuple[str, ...]


CITIZEN = (
    Entry("appointments.mine", _l("Rendez-vous"), "calendar", ("/rendez-vous",)),
    Entry("safe.index", LABEL, "safe", ("/coffre",)),
    Entry("accounts.show", _l("Mon compte"), "person", ("/mon-compte",)),
    Entry("places.search", _l("Lieux"), "pin", ("/lieux",)),
)
DESK = (
    Entry("desk.board", _l("Aujourd’hui"), "list", ("/mediation",)),
    Entry("desk.telephone", _l("Téléphone"), "phone", ("/mediation/telephone",)),
    Entry("desk.week", _l("Agenda"), "calendar", ("/mediation/semaine",)),
    Entry(
        "desk.openings",
        _l("Permanences"),
        "clock",
        ("/mediation/permanences", "/mediation/absences"),
    ),
    Entry("desk.people", _l("Personnes"), "people", ("/mediation/personnes",)),
    Entry("messages.tasks", _l("Envois"), "letter", ("/mediation/messages", "/mediation/courrier")),
    Entry("places.search", _l("Lieux"), "pin", ("/lieux",)),
)
COUNTER = Entry(
    "counter.home", _l("Comptes"), "card", ("/mediation/comptes", "/coordination/recuperations")
)
LENT = Entry("lending.desk", _l("Papiers prêtés"), "document", ("/mediation/prets",))
SETTINGS = Entry(
    "catalogue.resources",
    _l("Moyens"),
    "document",
    ("/coordination/moyens", "/coordination/langues", "/coordination/motifs"),
)
ADMINISTRATION = Entry("accounts.administration", _l("Administration"), "key", ("/administration",))


@dataclass(frozen=True, slots=True)
class Line:
    """A line ready to be drawn."""

    url: str
    text: Any
    icon: str
    is_current: bool


def menu() -> list[Line]:
    """Return the menu of whoever is signed in, none for the others."""
    if not current_user.is_authenticated:
        return []
    entries = _entries()
    matching = [entry for entry in entries if request.path.startswith(entry.prefixes)]
    best = max(matching, key=lambda entry: len(entry.prefixes[0]), default=None)
    return [
        Line(url_for(entry.endpoint), entry.text, entry.icon, entry is best) for entry in entries
    ]


def _entries() -> tuple[Entry, ...]:
    if not current_user.is_agent:
        return CITIZEN
    return {
        "mediator": (*DESK, LENT, COUNTER),
        "coordinator": (*DESK, LENT, COUNTER, SETTINGS, ADMINISTRATION),
    }.get(current_user.role, (*DESK, SETTINGS, ADMINISTRATION))
