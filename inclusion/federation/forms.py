"""The form of an account opened from an identity."""

from flask_babel import lazy_gettext as _l

from inclusion.web.fields import CheckboxField
from inclusion.web.forms import Form


class OpenForm(Form):
    """Open an account; the e-mail is kept only if the person says so."""

    keeps_email = CheckboxField(_l("Garder aussi cette adresse e-mail"))
