"""The forms of the catalogue."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from inclusion.appointments.labels import (
    AUDIENCES,
    INTERPRETER_LANGUAGES,
    MODES,
    RESOURCE_KINDS,
)
from inclusion.appointments.rules.booking import Audience, Mode
from inclusion.appointments.rules.resources import EQUIPMENT
from inclusion.catalogue.rules import ReasonTerms
from inclusion.web.fields import (
    CheckboxesField,
    CheckboxField,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
)
from inclusion.web.forms import Form
from inclusion.web.validators import Length, Required

if TYPE_CHECKING:
    from inclusion.appointments.models import Reason

LANGUAGES = ("fr", "en", "ar")
_SPOKEN = [(code, label) for code, label in INTERPRETER_LANGUAGES.items() if code != "other"]


class NumberField(TextField):
    """A whole number between two others; `number` is its value once valid."""

    width = "w4"
    number: int = 0

    def __init__(self, label: Any, *, least: int, most: int, **kwargs: Any) -> None:
        """Keep the bounds, both included."""
        super().__init__(label, **kwargs)
        self.least, self.most = least, most

    def pre_validate(self, form: Any) -> None:
        """Read the number."""
        text = (self.data or "").strip()
        if not text.isascii() or not text.isdecimal():
            raise ValidationError(_l("Écrivez un nombre entier. Par exemple : 30."))
        self.number = int(text)
        if not self.least <= self.number <= self.most:
            raise ValidationError(
                _l(
                    "Écrivez un nombre de %(least)s à %(most)s.",
                    least=self.least,
                    most=self.most,
                )
            )


class ResourceForm(Form):
    """A room, an equipment, an interpreter."""

    kind = RadioField(
        _l("Ce que c’est"),
        choices=[(kind.value, label) for kind, label in RESOURCE_KINDS.items()],
        missing=_l("Choisissez ce que c’est."),
    )
    name = TextField(
        _l("Son nom"),
        [
            Required(_l("Écrivez un nom. Par exemple : Bureau 2.")),
            Length(_l("Écrivez 120 signes au plus."), highest=120),
        ],
        autocomplete="off",
    )
    place = SelectField(_l("Lieu"), hint=_l("Un interprète sert dans tous vos lieux."))
    languages = CheckboxesField(
        _l("Langues de l’interprète"), choices=_SPOKEN, hint=_l("Pour un interprète seulement.")
    )
    by_telephone = CheckboxField(_l("L’interprète est au téléphone"))

    def offer(self, places: Iterable[tuple[str, str]]) -> None:
        """Set the places."""
        self.place.choices = list(places)


class LanguagesForm(Form):
    """What a mediator speaks."""

    languages = CheckboxesField(_l("Langues, en plus du français"), choices=_SPOKEN)


class ReasonForm(Form):
    """A reason: its words in three languages, its durations and limits, for whom."""

    name_fr = TextField(_l("Nom en français"), [Required(_l("Écrivez un nom."))])
    name_en = TextField(_l("Nom en anglais"), [Required(_l("Écrivez un nom."))])
    name_ar = TextField(_l("Nom en arabe"), [Required(_l("Écrivez un nom."))])
    about_fr = TextField(_l("Explication en français"))
    about_en = TextField(_l("Explication en anglais"))
    about_ar = TextField(_l("Explication en arabe"))
    bring_fr = TextAreaField(_l("À apporter, en français"), hint=_l("Un papier par ligne."))
    bring_en = TextAreaField(_l("À apporter, en anglais"), hint=_l("Un papier par ligne."))
    bring_ar = TextAreaField(_l("À apporter, en arabe"), hint=_l("Un papier par ligne."))
    duration = NumberField(_l("Durée, en minutes"), least=5, most=480, default="45")
    buffer = NumberField(_l("Minutes libres après"), least=0, most=120, default="0")
    interpreter = NumberField(
        _l("Minutes de plus avec un interprète"), least=0, most=120, default="30"
    )
    min_notice = NumberField(
        _l("Réservation en ligne : au plus tard, en minutes avant"),
        least=0,
        most=43_200,
        default="120",
    )
    max_notice = NumberField(
        _l("Réservation en ligne : au plus tôt, en jours avant"), least=1, most=365, default="60"
    )
    cancel_until = NumberField(
        _l("Annulation en ligne jusqu’à, en minutes avant"), least=0, most=43_200, default="240"
    )
    move_until = NumberField(
        _l("Changement en ligne jusqu’à, en minutes avant"), least=0, most=43_200, default="1440"
    )
    mode = RadioField(
        _l("Comment on est reçu"),
        choices=[(mode.value, label) for mode, label in MODES.items()],
        default=Mode.IN_PERSON.value,
        missing=_l("Choisissez comment on est reçu."),
    )
    audience = RadioField(
        _l("Qui peut réserver"),
        choices=[(one.value, label) for one, label in AUDIENCES.items()],
        default=Audience.EVERYONE.value,
        missing=_l("Choisissez qui peut réserver."),
    )
    equipment = CheckboxesField(
        _l("Ce que prend chaque rendez-vous"),
        choices=[(kind.value, RESOURCE_KINDS[kind]) for kind in sorted(EQUIPMENT)],
    )
    is_retired = CheckboxField(_l("Ce besoin n’est plus proposé"))

    def terms(self) -> ReasonTerms:
        """Return what was written; the form is valid."""
        return ReasonTerms(
            names={code: self[f"name_{code}"].data for code in LANGUAGES},
            explanations={code: self[f"about_{code}"].data or "" for code in LANGUAGES},
            bring={code: _lines(self[f"bring_{code}"].data) for code in LANGUAGES},
            duration_minutes=self.duration.number,
            buffer_minutes=self.buffer.number,
            interpreter_extra_minutes=self.interpreter.number,
            min_notice_minutes=self.min_notice.number,
            max_notice_days=self.max_notice.number,
            cancel_until_minutes=self.cancel_until.number,
            move_until_minutes=self.move_until.number,
            mode=Mode(self.mode.data),
            bookable_by=Audience(self.audience.data),
            equipment=list(self.equipment.data or []),
            is_retired=bool(self.is_retired.data),
        )


def as_it_is(reason: "Reason") -> dict[str, Any]:
    """Return what the form shows of a reason before it is changed."""
    words = {
        f"{field}_{code}": said.get(code, "")
        for field, said in (("name", reason.names), ("about", reason.explanations))
        for code in LANGUAGES
    }
    return {
        **words,
        **{f"bring_{code}": "\n".join(reason.bring.get(code, [])) for code in LANGUAGES},
        "duration": str(reason.duration_minutes),
        "buffer": str(reason.buffer_minutes),
        "interpreter": str(reason.interpreter_extra_minutes),
        "min_notice": str(reason.min_notice_minutes),
        "max_notice": str(reason.max_notice_days),
        "cancel_until": str(reason.cancel_until_minutes),
        "move_until": str(reason.move_until_minutes),
        "mode": reason.mode.value,
        "audience": reason.bookable_by.value,
        "equipment": list(reason.equipment),
        "is_retired": reason.is_retired,
    }


def _lines(text: str | None) -> list[str]:
    return [line.strip()[:200] for line in (text or "").splitlines() if line.strip()][:12]
