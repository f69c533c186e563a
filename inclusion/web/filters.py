"""What templates may call: values to words in the language of the page, and a few facts."""

from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user
from markupsafe import Markup, escape

from inclusion import wording
from inclusion.contact import format_phone
from inclusion.tokens import group_card_code, group_code, group_identifier
from inclusion.web import assets, display, languages, navigation
from inclusion.web.safe_label import safe_label
from inclusion.web.session import settings
from inclusion.web.visit import NOTICE, SHARED, visit


def _locale() -> str:
    return languages.current().code


def _bdi(text: str) -> Markup:
    """Keep a name, an address or a code in its own order, whatever the direction of the page."""
    if any(c.isalpha() for c in text):
        return Markup("<bdi>{}</bdi>").format(text)
    return Markup('<bdi dir="ltr">{}</bdi>').format(text)


def _phone_link(e164: str) -> Markup:
    return Markup('<a class="n" dir="ltr" href="tel:{}">{}</a>').format(e164, format_phone(e164))


def _paragraphs(text: str) -> Markup:
    """Return a plain text as paragraphs, one a line."""
    lines = [line for line in text.splitlines() if line.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(escape(line)) for line in lines)


FILTERS: dict[str, Any] = {
    "day": lambda value, year=False: wording.day(value, _locale(), year=year),
    "hour": lambda value: wording.hour(value, _locale()),
    "day_and_hour": lambda value: wording.day_and_hour(value, _locale()),
    "capital": wording.capital,
    "duration": lambda value: wording.duration(value, _locale()),
    "distance": lambda value: wording.distance(value, _locale()),
    "size": lambda value: wording.size(value, _locale()),
    "birth": lambda value: wording.birth(value, _locale()),
    "phone": format_phone,
    "phone_link": _phone_link,
    "identifier": group_identifier,
    "code": group_code,
    "card_code": group_card_code,
    "card_serial": lambda serial: f"{serial[:3]}{wording.NBSP}{serial[3:]}",
    "spoken": lambda value: wording.spoken(value, _locale()),
    "bdi": _bdi,
    "in_language": languages.text_in,
    "paragraphs": _paragraphs,
}


def init_app(app: Flask) -> None:
    """Give templates the filters and globals."""
    app.jinja_env.filters.update(FILTERS)
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    chosen = settings()
    return {
        "product": chosen.product_name,
        "phone_number": chosen.phone,
        "safe_label": safe_label(),
        "language": languages.current(),
        "languages": languages.LANGUAGES,
        "same_page_in": languages.same_page_in,
        "style_url": assets.style_url(),
        "display": display.chosen(),
        "menu": navigation.menu(),
        "is_signed_in": current_user.is_authenticated,
        "has_notice": current_user.is_authenticated and visit().get(NOTICE, False),
        "is_shared": visit().get(SHARED, True),
        "here": request.path,
        "home_url": url_for("desk.board") if _is_agent() else url_for("pages.home"),
    }


def _is_agent() -> bool:
    return bool(current_user.is_authenticated and current_user.is_agent)
