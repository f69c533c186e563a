"""The agents' form that corrects a place."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from inclusion.contact import email_address, format_phone
from inclusion.errors import Invalid
from inclusion.places import labels, standard
from inclusion.places.rules import hours
from inclusion.web.fields import (
    CheckboxesField,
    CheckboxField,
    PhoneField,
    TextAreaField,
    TextField,
)
from inclusion.web.forms import Form
from inclusion.web.validators import Length, Required


def not_a_formula(_form: Any, field: Any) -> None:
    """Refuse what a spreadsheet would run when the place is exported."""
    if field.data and standard.is_formula(field.data):
        raise ValidationError(_l("Commencez par une lettre ou un chiffre."))


_TEXT = (Length(_l("Écrivez 300 signes au plus."), highest=300), not_a_formula)


class PlaceForm(Form):
    """What an agent may know better than the national file."""

    name = TextField(_l("Nom du lieu"), [Required(_l("Écrivez le nom du lieu.")), *_TEXT])
    address = TextField(_l("Adresse"), _TEXT, hint=_l("Numéro et rue."))
    postal_code = TextField(
        _l("Code postal"),
        [Required(_l("Écrivez le code postal. Par exemple : 78200."))],
        width="w10",
    )
    commune = TextField(_l("Commune"), [Required(_l("Écrivez la commune.")), *_TEXT])
    phone = PhoneField(_l("Téléphone"), hint=_l("Laissez vide s’il n’est pas connu."))
    emails = TextField(_l("E-mail"))
    hours = TextAreaField(
        _l("Horaires"),
        [Length(_l("Écrivez 1 000 signes au plus."), highest=1_000)],
        hint=_l("Dans la notation nationale. Par exemple : Mo-Fr 09:00-12:00,13:30-17:30."),
    )
    services = CheckboxesField(_l("Ce que le lieu propose"), choices=list(labels.SERVICES.items()))
    special_care = CheckboxesField(_l("Accueil"), choices=list(labels.CARES.items()))
    takes_appointments = CheckboxField(_l("On peut y prendre rendez-vous sur ce site"))

    def validate_postal_code(self, field: Any) -> None:
        """Want five digits of one of our départements."""
        if not re.fullmatch(r"(78|92)[0-9]{3}", field.data):
            raise ValidationError(
                _l("Le code postal a 5 chiffres et commence par 78 ou 92. Par exemple : 78200.")
            )

    def validate_hours(self, field: Any) -> None:
        """Want hours that can be said in words, or none."""
        if field.data and hours.parsed(field.data) is None:
            raise ValidationError(
                _l("Ces horaires ne se lisent pas. Par exemple : Mo-Fr 09:00-12:00.")
            )

    def validate_emails(self, field: Any) -> None:
        """Want one e-mail address, or several between commas."""
        for address in _parts(field.data):
            try:
                email_address(address)
            except Invalid:
                raise ValidationError(
                    _l("Vérifiez l’adresse e-mail. Par exemple : nom@exemple.fr.")
                ) from None

    def values(self) -> dict[str, Any]:
        """Return the fields of the place; what is left empty is unknown."""
        return {
            "name": self.name.data,
            "address": self.address.data or None,
            "postal_code": self.postal_code.data,
            "commune": self.commune.data,
            "phone": self.phone.e164,
            "emails": [email_address(part) for part in _parts(self.emails.data)],
            "hours": self.hours.data or None,
            "services": list(self.services.data or ()),
            "special_care": list(self.special_care.data or ()),
            "takes_appointments": bool(self.takes_appointments.data),
        }


def shown(place: Any) -> dict[str, Any]:
    """Return what the form shows of a place at first."""
    names = ("name", "address", "postal_code", "commune", "hours", "services")
    values = {name: getattr(place, name) for name in names}
    return {
        **values,
        "phone": format_phone(place.phone) if place.phone else None,
        "emails": ", ".join(place.emails),
        "special_care": place.special_care,
        "takes_appointments": place.takes_appointments,
    }


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]
