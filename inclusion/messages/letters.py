"""A letter as a tagged PDF: A4, the address in the window of an envelope, or in large print."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import render_template

from inclusion import pdf, wording
from inclusion.errors import Unavailable
from inclusion.messages import sealing
from inclusion.messages.texts import Written, written
from inclusion.web.languages import LANGUAGES, SOURCE, Language
from inclusion.web.session import settings

if TYPE_CHECKING:
    from inclusion.messages.models import Message

TIGHTNESSES = ("", "tight")


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands on the sheet."""

    address: list[str]
    day: str
    language: Language
    text: Written


def made(message: "Message", *, is_large: bool, at: datetime) -> bytes:
    """Return a letter as PDF; raises Unavailable where this machine cannot make one."""
    if not pdf.is_available():
        raise Unavailable("pdf")
    letter = _letter(message, at)
    pages = (
        render_template(
            "messages/_letter_pdf.html", letter=letter, is_large=is_large, tightness=tightness
        )
        for tightness in TIGHTNESSES
    )
    return pdf.made(pages, sheet=settings().root / "static" / "paper" / "letter.css")


def _letter(message: "Message", at: datetime) -> Letter:
    content = sealing.opened(
        message.sealed or b"", public_id=message.public_id, secrets=settings().secrets
    )
    language = next((one for one in LANGUAGES if one.code == message.language), SOURCE)
    text = written(
        message.text_code,
        channel=message.channel,
        language=language.code,
        values=content.values,
        settings=settings(),
    )
    day = wording.capital(wording.day(at, language.code, year=True))
    return Letter(content.to.splitlines(), day, language, text)
