"""The rescue card on paper: the size of a bank card, or a large sheet. Its code is kept nowhere.

It bears no name and no number. The QR holds the code itself, so that a telephone can read it to
its owner; it is no address, and no server sees it.
"""

from dataclasses import dataclass
from pathlib import Path

import segno
from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from inclusion import pdf as pdf_engine
from inclusion import wording
from inclusion.contact import format_phone
from inclusion.safe.rules import card as rules
from inclusion.web.languages import LANGUAGES, SOURCE, Language
from inclusion.web.session import settings

TIGHTNESSES = ("", "tight", "tighter")


@dataclass(frozen=True, slots=True)
class Words:
    """What the card says in one language."""

    language: Language
    title: str
    code: str
    use: str
    keep: str
    lost: str
    picture: str


def has_pdf() -> bool:
    """Tell whether this machine can make PDF files."""
    return pdf_engine.is_available()


def qr(code: str) -> str:
    """Return a QR of the code of a card, as an image's address."""
    made = segno.make_qr(rules.cleaned(code), error="m")
    return str(made.svg_data_uri(border=2, scale=4, unit="px"))


def pdf(code: str, *, is_large: bool, language: str) -> bytes:
    """Return the card as a tagged PDF: 85.6 × 54 mm, or A4 in large print.

    French stands first on the large sheet, then the language of the page.
    """
    wanted = [one for one in LANGUAGES if one.code in {SOURCE.code, language}]
    groups = code.split(" ")
    pages = (
        render_template(
            "safe/_card_pdf.html",
            lines=[" ".join(groups[:4]), " ".join(groups[4:])],
            qr=qr(code),
            sides=[_words(one) for one in wanted],
            is_large=is_large,
            tightness=tightness,
        )
        for tightness in TIGHTNESSES
    )
    return pdf_engine.made(pages, sheet=Path(settings().root) / "static" / "paper" / "card.css")


def _words(language: Language) -> Words:
    with force_locale(language.code):
        phone = format_phone(settings().phone).replace(" ", wording.NBSP)
        return Words(
            language=language,
            title=_("Carte de secours de mon coffre"),
            code=_("Code de la carte"),
            use=_("Si vous oubliez votre phrase secrète, ce code ouvre votre coffre."),
            keep=_("Gardez-la chez vous, comme un billet de banque."),
            lost=_("Perdue ou volée ? Appelez le %(number)s.", number=phone),
            picture=_("Le code de la carte"),
        )
