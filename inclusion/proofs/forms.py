"""Forms of proofs."""

from flask_babel import lazy_gettext as _l

from inclusion.web.fields import FileField, TextAreaField
from inclusion.web.forms import Form


class VerifyForm(Form):
    """Judge a receipt or a certificate, and a file against it."""

    statement = TextAreaField(
        _l("Le texte signé"),
        hint=_l("C’est une longue suite de lettres, en bas du reçu."),
        autocomplete="off",
    )
    statement_file = FileField(
        _l("Ou le fichier du reçu"), hint=_l("Son nom finit par .jws."), accept=".jws,text/plain"
    )
    document = FileField(
        _l("Le papier à comparer, si vous l’avez"),
        hint=_l("Nous calculons son empreinte. Nous ne gardons pas le fichier."),
    )


class CheckForm(Form):
    """Check the papers; where to go on from is kept in the visit."""
