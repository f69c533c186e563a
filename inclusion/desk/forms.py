"""The forms of the desk: shape only; what is true is asked of the services."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from inclusion.appointments.labels import CLOSURE_CAUSES, INTERPRETER_LANGUAGES, WEEKDAYS
from inclusion.desk.labels import (
    CONFIRMATIONS,
    MOMENTS,
    OUTCOMES,
    PERSON_LANGUAGES,
)
from inclusion.desk.rules.telling import Told
from inclusion.desk.rules.typed import read_date, read_hour
from inclusion.web.fields import (
    CheckboxesField,
    CheckboxField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    TextField,
)
from inclusion.web.forms import Form
from inclusion.web.validators import Length, Required

NEW = "nouvelle"
ASK_HOUR = _l("Écrivez une heure. Par exemple : 9 h 30.")
ASK_DATE = _l("Écrivez un jour, un mois et une année. Par exemple : 24 11 2026.")


class HourField(TextField):
    """An hour as it is said: « 9 h 30 »; `hour` is the time once valid."""

    width = "w4"
    hour: time | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the hour, when there is one."""
        if self.data:
            self.hour = read_hour(self.data)
            if self.hour is None:
                raise ValidationError(ASK_HOUR)


class DayField(DateField):
    """A day in three boxes; `day` is the date once valid."""

    day: date | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the date, when there is one."""
        if any(self.data):
            self.day = read_date(self.data)
            if self.day is None:
                raise ValidationError(ASK_DATE)


class TelephoneForm(Form):
    """Who, what, where, when: one form, three buttons, nothing typed twice.

    Only booking asks that everything be there: searching takes what has been typed so far.
    """

    q = TextField(_l("Nom ou téléphone"), autocomplete="off")
    person = RadioField(
        _l("Personnes trouvées"), missing=_l("Choisissez la personne, ou « Nouvelle personne ».")
    )
    name = TextField(_l("Nom"), autocomplete="off")
    phone = TextField(
        _l("Téléphone"), hint=_l("Vous pouvez laisser vide."), autocomplete="off", width="w10"
    )
    birth = TextField(
        _l("Année de naissance"),
        hint=_l("Vous pouvez laisser vide."),
        autocomplete="off",
        width="w4",
        inputmode="numeric",
    )
    language = SelectField(
        _l("Langue du bordereau"), choices=list(PERSON_LANGUAGES.items()), default="fr"
    )
    reason = SelectField(_l("Besoin"), missing=_l("Choisissez le besoin dans la liste."))
    where = TextField(
        _l("Commune ou code postal"),
        hint=_l("Vide : près de votre structure."),
        autocomplete="off",
    )
    commune = SelectField(_l("Quelle commune ?"))
    weekday = SelectField(
        _l("Jour"),
        choices=[
            ("", _l("Tous les jours")),
            *((str(n), day) for n, day in enumerate(WEEKDAYS[:6])),
        ],
        default="",
    )
    moment = SelectField(_l("Moment"), choices=list(MOMENTS.items()), default="any")
    interpreter = SelectField(
        _l("Langue parlée"),
        choices=[("", _l("Français")), *INTERPRETER_LANGUAGES.items()],
        default="",
    )
    companion = CheckboxField(_l("Vient avec un proche"))
    slot = RadioField(
        _l("3. Proposer un créneau"), missing=_l("Choisissez un créneau. Cherchez d’abord.")
    )
    confirmation = RadioField(
        _l("4. Où est la personne ?"),
        choices=[(key, *texts) for key, texts in CONFIRMATIONS.items()],
        default="telephone",
    )
    key = HiddenField()
    asked = HiddenField()
    ring = HiddenField(default="0")
    skip = HiddenField(default="0")

    def offer_reasons(self, reasons: Iterable[tuple[str, Any]]) -> None:
        """Set the needs."""
        self.reason.choices = list(reasons)

    def forget_whom(self) -> bool:
        """Drop the person chosen for an older search; tell whether the search is a new one."""
        is_new = (self.asked.data or "") != (self.q.data or "")
        if is_new:
            self.person.data = None
            self.name.data = self.phone.data = self.birth.data = ""
        self.asked.data = self.q.data
        return is_new

    def number(self, name: str) -> int:
        """Return the small number that travels in a hidden field, 0 when it is none."""
        text = str(self[name].data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


class OutcomeForm(Form):
    """How it went."""

    outcome = RadioField(_l("Que s’est-il passé ?"), missing=_l("Choisissez ce qui s’est passé."))
    missing = CheckboxesField(_l("Ce qui manque"), hint=_l("Seulement si c’est incomplet."))
    other = TextField(
        _l("Autre papier qui manque"),
        [Length(_l("Écrivez 200 signes au plus."), highest=200)],
        autocomplete="off",
    )

    def offer(self, outcomes: Iterable[Any], papers: Iterable[str]) -> None:
        """Set the outcomes that may follow, and the papers of the reason."""
        self.outcome.choices = [
            (one.value, *texts) for one, texts in OUTCOMES.items() if one in set(outcomes)
        ]
        self.missing.choices = [(paper, paper) for paper in papers]

    @property
    def papers(self) -> list[str]:
        """Return what is missing, ticked or written."""
        return [*(self.missing.data or ()), *([self.other.data] if self.other.data else [])]


class CancelForm(Form):
    """Who cancels, and how the person knows."""

    by = RadioField(
        _l("Qui annule ?"),
        choices=[
            ("person", _l("La personne"), _l("Elle a prévenu.")),
            ("service", _l("Le service"), _l("L’heure ne peut pas être tenue.")),
        ],
        missing=_l("Choisissez qui annule."),
    )
    told = RadioField(
        _l("Comment la personne le sait-elle ?"),
        choices=[
            (Told.PHONE.value, _l("Je l’ai au téléphone, ou je l’appelle maintenant")),
            (Told.FACE.value, _l("Je le lui dis, elle est là")),
            (Told.LATER.value, _l("Elle ne le sait pas encore"), _l("Ce sera dans « À faire ».")),
        ],
        missing=_l("Choisissez comment la personne le sait."),
    )


class MoveForm(Form):
    """Which other hour."""

    slot = RadioField(_l("Nouveau créneau"), missing=_l("Choisissez un créneau dans la liste."))


class AbsenceForm(Form):
    """When the mediator is away."""

    first = DayField(_l("Premier jour"), [Required(ASK_DATE)])
    starts = HourField(_l("À partir de"), hint=_l("Vide : toute la journée."))
    last = DayField(_l("Dernier jour"), hint=_l("Vide : le même jour."))
    ends = HourField(_l("Jusqu’à"), hint=_l("Vide : la fin de la journée."))
    note = TextField(
        _l("Pour mémoire"),
        [Length(_l("Écrivez 200 signes au plus."), highest=200)],
        hint=_l("Ne notez rien de médical. Vous pouvez laisser vide."),
        autocomplete="off",
    )
    seen = CheckboxField(_l("J’ai vu ces rendez-vous. Je préviendrai ces personnes."))


class ClosureForm(Form):
    """When a place is closed, and why."""

    place = SelectField(_l("Lieu"), missing=_l("Choisissez un lieu."))
    cause = RadioField(
        _l("Pourquoi"),
        choices=[(cause.value, label) for cause, label in CLOSURE_CAUSES.items()],
        missing=_l("Choisissez une raison."),
    )
    first = DayField(_l("Premier jour"), [Required(ASK_DATE)])
    starts = HourField(_l("À partir de"), hint=_l("Vide : toute la journée."))
    last = DayField(_l("Dernier jour"), hint=_l("Vide : le même jour."))
    ends = HourField(_l("Jusqu’à"), hint=_l("Vide : la fin de la journée."))

    def offer(self, places: Iterable[tuple[str, str]]) -> None:
        """Set the places."""
        self.place.choices = list(places)


_MINUTES = [(str(count), _l("%(count)s minutes", count=count)) for count in (5, 10, 15, 20, 30, 45)]


class LateForm(Form):
    """By how much somebody is late, and what to do of the hour of a person who is."""

    minutes = SelectField(
        _l("De combien de minutes"), choices=_MINUTES, missing=_l("Choisissez une durée.")
    )
    what = RadioField(
        _l("Que faire"),
        choices=[
            ("shorten", _l("Raccourcir : la fin ne change pas")),
            ("put_off", _l("Décaler : le rendez-vous finit plus tard")),
        ],
        missing=_l("Choisissez ce que vous faites."),
    )
    why = TextField(
        _l("Pourquoi décaler sur quelqu’un d’autre"),
        [Length(_l("Écrivez 200 signes au plus."), highest=200)],
        hint=_l("À remplir seulement si l’heure est déjà prise."),
        autocomplete="off",
    )


class MediatorLateForm(Form):
    """By how much the mediator is late."""

    minutes = SelectField(
        _l("De combien de minutes"), choices=_MINUTES, missing=_l("Choisissez une durée.")
    )


class PeopleForm(Form):
    """Whom the agent is looking for."""

    q = TextField(_l("Nom ou téléphone"), autocomplete="off")


class ActForm(Form):
    """A form that only asks for agreement."""
