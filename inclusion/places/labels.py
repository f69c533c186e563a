"""The words of places: services, how to come, hours, reasons of an import."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import holidays
from babel.dates import get_day_names
from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from inclusion import wording
from inclusion.clock import PARIS
from inclusion.places.rules import hours

SERVICES: dict[str, Any] = {
    "Aide aux démarches administratives": _l("Aide pour les papiers et les démarches"),
    "Maîtrise des outils numériques du quotidien": _l("Apprendre l’ordinateur ou le téléphone"),
    "Insertion professionnelle via le numérique": _l("Aide pour chercher du travail"),
    "Utilisation sécurisée du numérique": _l("Éviter les pièges sur internet"),
    "Parentalité et éducation avec le numérique": _l("Aide pour les parents et l’école"),
    "Loisirs et créations numériques": _l("Photos, jeux et créations"),
    "Compréhension du monde numérique": _l("Comprendre internet"),
    "Accès internet et matériel informatique": _l("Des ordinateurs et internet"),
    "Acquisition de matériel informatique à prix solidaire": _l("Du matériel à petit prix"),
}
CARES: dict[str, Any] = {
    "Surdité": _l("Accueil des personnes sourdes"),
    "Handicaps moteurs": _l("Accès en fauteuil"),
    "Handicaps mentaux": _l("Accueil des personnes avec un handicap mental"),
    "Illettrisme": _l("Aide pour lire et écrire"),
    "Langues étrangères (anglais)": _l("On y parle anglais"),
    "Langues étrangères (autres)": _l("On y parle d’autres langues"),
    "Déficience visuelle": _l("Accueil des personnes qui voient mal"),
}
ACCESS_MODES: dict[str, Any] = {
    "Se présenter": _l("Vous pouvez venir sans rendez-vous."),
    "Téléphoner": _l("Vous pouvez téléphoner."),
    "Contacter par mail": _l("Vous pouvez écrire un e-mail."),
    "Prendre un RDV en ligne": _l("Vous pouvez prendre rendez-vous sur internet."),
    "Ce lieu n'accueille pas de public": _l("Ce lieu ne reçoit pas de visites."),
    "Envoyer un mail avec une fiche de prescription": _l("Un travailleur social vous y envoie."),
}
SUPPORT_MODES: dict[str, Any] = {
    "En autonomie": _l("Vous utilisez le matériel en libre accès."),
    "Accompagnement individuel": _l("Une personne vous aide."),
    "Dans un atelier collectif": _l("Vous apprenez en petit groupe."),
    "À distance": _l("On vous aide à distance."),
}
FEES: dict[str, Any] = {
    "Gratuit": _l("C’est gratuit."),
    "Gratuit sous condition": _l("C’est gratuit dans certains cas. Demandez sur place."),
    "Payant": _l("C’est payant. Demandez le prix."),
}
COLUMNS: dict[str, Any] = {
    "pivot": _l("SIRET"),
    "adresse": _l("adresse"),
    "latitude": _l("position sur la carte"),
    "telephone": _l("téléphone"),
    "horaires": _l("horaires"),
    "date_maj": _l("date de mise à jour"),
    "services": _l("services"),
}
ACTIONS: dict[str, Any] = {
    "place.corrected": _l("a corrigé un lieu"),
    "place.imported": _l("a importé des lieux"),
}
# Read by agents in a terminal or a spreadsheet, where no page language is chosen: plain French.
REASONS = {
    "missing": "valeur absente",
    "too_long": "texte trop long",
    "not_a_siret": "ni SIRET, ni RNA, ni RIDET : 9 à 14 lettres ou chiffres attendus",
    "not_a_postal_code": "code postal de 5 chiffres attendu",
    "not_an_insee_code": "code INSEE de commune attendu",
    "not_degrees": "degrés décimaux attendus, avec un point",
    "half_a_point": "latitude et longitude vont ensemble",
    "not_a_phone": "téléphone international attendu, par exemple +33199007892",
    "not_an_email": "adresse e-mail attendue",
    "not_a_web_address": "adresse web attendue, avec http:// ou https://",
    "not_a_date": "date AAAA-MM-JJ attendue",
    "not_in_list": "valeur hors de la liste nationale",
    "hours_not_understood": "horaires hors de la notation OpenStreetMap",
    "elsewhere": "hors des Yvelines et des Hauts-de-Seine",
    "doubled": "identifiant déjà lu plus haut dans le fichier",
    "wrong_width": "nombre de colonnes différent de celui de l’en-tête",
    "formula": "formule de tableur",
}
BROKEN = {
    "empty": "Le fichier est vide.",
    "not_utf8": "Le fichier n’est pas en UTF-8.",
    "not_text": "Le fichier n’est pas un texte.",
    "not_csv": "Le fichier n’est pas un CSV lisible.",
    "endless_line": "Une ligne est bien trop longue.",
    "missing_columns": "Il manque des colonnes.",
    "doubled_columns": "Des colonnes sont en double.",
    "other_separator": "Les colonnes sont séparées par « ; » : il faut des virgules.",
    "too_many_rows": "Le fichier a trop de lignes.",
    "formula": "Une cellule contient une formule de tableur.",
}
_HOLIDAYS = holidays.country_holidays("FR")


@dataclass(frozen=True, slots=True)
class Open:
    """Whether a place is open now, in words: the tag, its kind, what follows."""

    tag: Any
    kind: str
    detail: str


def hours_lines(text: str | None, locale: str) -> list[str]:
    """Return the hours as lines to read; empty when they are not known or not understood."""
    week = hours.parsed(text) if text else None
    if week is None:
        return []
    names = get_day_names("wide", locale=locale)
    return [
        _(
            "%(days)s : %(hours)s",
            days=wording.capital(_days(line, names)),
            hours=format_list([_span(span, locale) for span in line.spans], locale=locale),
        )
        for line in hours.lines(week)
    ]


def open_now(text: str | None, local: datetime, locale: str) -> Open | None:
    """Return whether a place is open at a local instant, None when that is not known.

    On a public holiday nothing is said: the directory does not tell who opens.
    """
    week = hours.parsed(text) if text else None
    if week is None or is_holiday(local.date()):
        return None
    until = hours.closes_at(week, local)
    if until is not None:
        return Open(_("Ouvert"), "ok", _("Jusqu’à %(hour)s", hour=_hour(until, locale)))
    return Open(_("Fermé"), "", _opens_next(week, local, locale))


def is_holiday(day: date) -> bool:
    """Tell whether a day is a public holiday in France."""
    return day in _HOLIDAYS


def _opens_next(week: hours.Week, local: datetime, locale: str) -> str:
    found = hours.opens_next(week, local)
    if found is None:
        return ""
    ahead, start = found
    day = local.date() + timedelta(days=ahead)
    if is_holiday(day):
        return ""
    hour = _hour(start, locale)
    if ahead == 0:
        return _("Ouvre aujourd’hui à %(hour)s", hour=hour)
    if ahead == 1:
        return _("Ouvre demain à %(hour)s", hour=hour)
    return _("Ouvre %(day)s à %(hour)s", day=wording.day(day, locale), hour=hour)


def _days(line: hours.Line, names: Any) -> str:
    first, last = names[line.first], names[line.last]
    if line.first == line.last:
        return str(first)
    if line.last == line.first + 1:
        return _("%(first)s et %(last)s", first=first, last=last)
    return _("du %(first)s au %(last)s", first=first, last=last)


def _span(span: hours.Span, locale: str) -> str:
    return _("de %(start)s à %(end)s", start=_hour(span[0], locale), end=_hour(span[1], locale))


def _hour(value: time, locale: str) -> str:
    return wording.hour(datetime.combine(date(2026, 1, 5), value, tzinfo=PARIS), locale)
