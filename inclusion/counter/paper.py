"""The card on paper: the size of a bank card, or a large sheet with what to do.

It bears no name: who finds it learns nothing of its owner. The QR is an address with the number,
which is no secret; the code is never in it.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno
from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from inclusion import pdf as pdf_engine
from inclusion import wording
from inclusion.contact import format_phone
from inclusion.web.languages import LANGUAGES, SOURCE, Language
from inclusion.web.session import settings

TIGHTNESSES = ("", "tight", "tighter")


@dataclass(frozen=True, slots=True)
class Words:
    """What the card says in one language."""

    language: Language
    title: str
    number: str
    code: str
    steps: list[str]
    keep: str
    lost: str
    serial: str
    picture: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that a card shows; `sides` holds French first, then the person's language."""

    sides: list[Words]
    identifier: str
    code: str
    serial: str
    address: str
    qr: str

    @property
    def french(self) -> Words:
        """The French words."""
        return self.sides[0]


def has_pdf() -> bool:
    """Tell whether this machine can make PDF files."""
    return pdf_engine.is_available()


def sheet(
    *, identifier: str, serial: str, code: str, until: datetime | None, language: str
) -> Sheet:
    """Return a card. until: when the code for beginning dies; None for the lasting code."""
    wanted = [one for one in LANGUAGES if one.code in {SOURCE.code, language}]
    return Sheet(
        sides=[_words(one, until, serial) for one in wanted],
        identifier=identifier,
        code=code,
        serial=serial,
        address=_address(),
        qr=qr(identifier),
    )


def qr(identifier: str) -> str:
    """Return a QR code of the card's address with the number in it, as an image's address."""
    address = f"{settings().public_url}/carte?numero={identifier}"
    return str(segno.make_qr(address, error="m").svg_data_uri(border=2, scale=4, unit="px"))


def pdf(shown: Sheet, *, is_large: bool) -> bytes:
    """Return the card as a tagged PDF: 85.6 × 54 mm, or A4 in large print."""
    pages = (
        render_template(
            "counter/_card_pdf.html", card=shown, is_large=is_large, tightness=tightness
        )
        for tightness in TIGHTNESSES
    )
    return pdf_engine.made(pages, sheet=Path(settings().root) / "static" / "paper" / "card.css")


def _words(language: Language, until: datetime | None, serial: str) -> Words:
    code = language.code
    address = _address()
    with force_locale(code):
        phone = format_phone(settings().phone).replace(" ", wording.NBSP)
        if until is None:
            label, steps = (
                _("Code de ma carte"),
                [
                    _("Allez sur %(address)s, ou venez à un comptoir.", address=address),
                    _("Écrivez votre numéro et ce code."),
                ],
            )
        else:
            day = wording.day(until, code)
            label, steps = (
                _("Code pour commencer, jusqu’au %(day)s", day=day),
                [
                    _("Allez sur %(address)s, ou restez au comptoir.", address=address),
                    _("Écrivez votre numéro et le code. Il sert une seule fois."),
                    _("Choisissez comment vous entrerez ensuite."),
                ],
            )
        return Words(
            language=language,
            title=_("Ma carte pour entrer"),
            number=_("Numéro de compte"),
            code=label,
            steps=steps,
            keep=_("Gardez-la comme un billet de banque. Ne dites le code à personne."),
            lost=_("Perdue ou volée ? Appelez le %(number)s.", number=phone),
            serial=_("Carte %(serial)s", serial=f"{serial[:3]}{wording.NBSP}{serial[3:]}"),
            picture=_("L’adresse de la carte, avec votre numéro"),
        )


def _address() -> str:
    return settings().public_url.partition("://")[2] + "/carte"
