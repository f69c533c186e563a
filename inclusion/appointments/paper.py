"""The slip of an appointment: its words in French and in the person's language, its QR, its PDF.

The HTML page is the document; the PDF (PDF/UA-1, tagged) is a copy to keep and to print.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from inclusion import pdf as pdf_engine
from inclusion import wording
from inclusion.contact import format_phone
from inclusion.web.languages import LANGUAGES, SOURCE, Language, text_in
from inclusion.web.session import settings

if TYPE_CHECKING:
    from inclusion.appointments.models import Appointment

TIGHTNESSES = ("", "tight", "tighter")
"""Letters as large as the sheet allows: long names and lists make them a little smaller."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the slip says in one language."""

    language: Language
    when: str
    day: str
    hour: str
    here: str
    ask: str
    lasts: str
    code: str
    say: str
    bring: str
    papers: list[str]
    trouble: str
    change: str
    pictures: dict[str, str]


@dataclass(frozen=True, slots=True)
class Slip:
    """Everything that a slip shows; `sides` holds French first, then the person's language."""

    sides: list[Words]
    place: str
    address: str
    code: str
    qr: str
    phone: str

    @property
    def french(self) -> Words:
        """The French words."""
        return self.sides[0]


def has_pdf() -> bool:
    """Tell whether this machine can make PDF files."""
    return pdf_engine.is_available()


def slip(appointment: "Appointment", *, language: str, whole: bool = True) -> Slip:
    """Return the slip of an appointment in French and, if it is another one, in `language`.

    whole: False leaves out what to bring, which tells the reason.
    """
    wanted = [one for one in LANGUAGES if one.code in {SOURCE.code, language}]
    return Slip(
        sides=[_words(appointment, one, whole=whole) for one in wanted],
        place=appointment.place.name,
        address=appointment.place.address_line,
        code=appointment.code,
        qr=qr(appointment.code),
        phone=settings().phone,
    )


def qr(code: str) -> str:
    """Return a QR code that holds the code alone, as the address of an image."""
    return str(segno.make_qr(code, error="m").svg_data_uri(border=2, scale=4, unit="px"))


def pdf(shown: Slip, *, is_large: bool) -> bytes:
    """Return the slip as a tagged PDF: A6 for the pocket, or A4 in large print."""
    pages = (
        render_template(
            "appointments/_slip_pdf.html", slip=shown, is_large=is_large, tightness=tightness
        )
        for tightness in TIGHTNESSES
    )
    return pdf_engine.made(pages, sheet=Path(settings().root) / "static" / "paper" / "slip.css")


def _words(appointment: "Appointment", language: Language, *, whole: bool) -> Words:
    code = language.code
    with force_locale(code):
        hour = wording.hour(appointment.starts_at, code)
        spoken = wording.spoken(appointment.code, code)
        spoken = spoken if code == SOURCE.code else spoken.replace(" ", wording.NBSP)
        phone = format_phone(settings().phone).replace(" ", wording.NBSP)
        return Words(
            language=language,
            when=wording.capital(wording.day_and_hour(appointment.starts_at, code)),
            day=wording.capital(wording.day(appointment.starts_at, code)),
            hour=_("à %(hour)s", hour=hour),
            here=_("Vous avez rendez-vous ici :"),
            ask=_("Demandez %(name)s.", name=appointment.mediator.name),
            lasts=_(
                "%(name)s vous reçoit pendant %(duration)s.",
                name=appointment.mediator.name,
                duration=wording.duration(appointment.duration, code),
            ),
            code=_("Votre code"),
            say=_("Dites : %(code)s.", code=spoken),
            bring=_("À apporter"),
            papers=list(text_in(appointment.reason.bring, code)) if whole else [],
            trouble=_("Un souci ? Appelez le %(number)s. C’est gratuit.", number=phone),
            change=_(
                "Pour changer ou annuler, appelez le %(number)s. C’est gratuit.", number=phone
            ),
            pictures={
                "pin": _("Le lieu"),
                "person": _("La personne qui vous reçoit"),
                "document": _("Les papiers"),
                "phone": _("Le téléphone"),
                "qr": _("Le même code, pour un téléphone"),
            },
        )
