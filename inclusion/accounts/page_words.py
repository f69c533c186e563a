"""French words of the account page: its lines, moments, devices and who did what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from inclusion import wording
from inclusion.accounts.history import Line
from inclusion.accounts.rules.reaching import ContactChannel, Topic
from inclusion.clock import paris_today
from inclusion.web.languages import current
from inclusion.web.safe_label import LABEL

CHANNELS: dict[ContactChannel, Any] = {
    ContactChannel.PHONE: _l("Votre téléphone"),
    ContactChannel.EMAIL: _l("Votre adresse e-mail"),
}
TOPICS: dict[Topic, tuple[Any, Any]] = {
    Topic.NEW_SIGN_IN: (
        _l("Une entrée depuis un appareil nouveau"),
        _l("Si ce n’était pas vous, vous le saurez tout de suite."),
    ),
    Topic.APPOINTMENTS: (
        _l("Mes rendez-vous"),
        _l("Un rappel avant l’heure, et tout changement."),
    ),
    Topic.SAFE: (
        LABEL,
        _l("Un papier ajouté, ou un essai d’ouverture."),
    ),
}
ROLES: dict[str, Any] = {
    "mediator": _l("Une médiatrice ou un médiateur"),
    "coordinator": _l("La coordination"),
    "administrator": _l("L’administration"),
    "public": _l("Sur le site, sans compte"),
    "system": _l("Le site, tout seul"),
    "citizen": _l("Quelqu’un d’autre, avec son compte"),
}


@dataclass(frozen=True, slots=True)
class Door:
    """A line of the account page that leads elsewhere, once that page exists."""

    endpoint: str
    title: Any
    sentence: Any
    icon: str
    for_agents: bool = False
    for_citizens: bool = True
    way: str = ""
    """Shown only to whoever has this way of entering, when it says one."""

    @property
    def exists(self) -> bool:
        """Tell whether the running application has that page."""
        return self.endpoint in current_app.view_functions


WAYS_IN = (
    Door(
        "counter.notices",
        _l("Ma carte"),
        _l("Un numéro et un code, faits au comptoir."),
        "card",
        way="card",
    ),
    Door(
        "accounts.passkeys",
        _l("Ma clé d’accès"),
        _l("Mon doigt, mon visage ou le code de mon appareil."),
        "key",
        for_agents=True,
    ),
    Door(
        "accounts.totp",
        _l("Ma double preuve"),
        _l("Le code à 6 chiffres de mon téléphone."),
        "phone",
        for_agents=True,
        for_citizens=False,
    ),
    Door(
        "accounts.paper_codes",
        _l("Mes codes en papier"),
        _l("Dix codes à rayer, un par entrée."),
        "list",
    ),
    Door(
        "federation.identities",
        _l("Mes comptes publics"),
        _l("Entrer avec FranceConnect."),
        "globe",
    ),
)
DOORS = (
    Door(
        "provider.services",
        _l("Les services reliés"),
        _l("Les sites où vous entrez avec ce compte."),
        "globe",
    ),
    Door(
        "states.act_for",
        _l("Agir pour quelqu’un"),
        _l("Les personnes que vous représentez."),
        "people",
    ),
    Door(
        "states.address",
        _l("Changer d’adresse"),
        _l("Dites-le une fois. Le dossier suit."),
        "home",
    ),
    Door("states.hide", _l("Discrétion"), _l("Quelqu’un ne doit pas vous trouver."), "eye"),
    Door(
        "states.directives",
        _l("Après ma mort"),
        _l("Ce que deviennent vos données."),
        "document",
    ),
    Door(
        "counter.notices",
        _l("Ce qui a été fait au guichet"),
        _l("Les cartes refaites et les comptes rouverts."),
        "card",
    ),
    Door(
        "safe.journal",
        _l("Le journal de mon coffre"),
        _l("Qui a ouvert le coffre, et quand."),
        "safe",
    ),
)
SCAMMED = "states.scammed"


def scammed_url() -> str | None:
    """Return where to go when somebody else got in, None before that page exists."""
    return url_for(SCAMMED) if SCAMMED in current_app.view_functions else None


def doors(which: tuple[Door, ...], *, is_agent: bool, ways: Collection[str] = ()) -> list[Door]:
    """Return the lines whose page exists, for this kind of reader who enters in these ways."""
    return [
        door
        for door in which
        if door.exists
        and (not door.way or door.way in ways)
        and (door.for_agents if is_agent else door.for_citizens)
    ]


def device(words: str) -> str:
    """Return a device in words: « Firefox, Android »."""
    return words or _("Un appareil que nous ne reconnaissons pas")


def moment(value: datetime, now: datetime) -> str:
    """Return « aujourd’hui à 10 h », « hier à 17 h 45 », or the day, with the year if another."""
    locale = current().code
    today, day = paris_today(now), paris_today(value)
    hour = wording.hour(value, locale)
    if day == today:
        return _("aujourd’hui à %(hour)s", hour=hour)
    if day == today - timedelta(days=1):
        return _("hier à %(hour)s", hour=hour)
    words = wording.day(value, locale, year=day.year != today.year)
    return _("%(day)s à %(hour)s", day=words, hour=hour)


def who_did(line: Line) -> str:
    """Return who acted: « Vous », or a role and its structure; never a name."""
    if line.is_own:
        return _("Vous")
    role = str(ROLES.get(line.role, line.role))
    return f"{role}, {line.structure}" if line.structure else role
