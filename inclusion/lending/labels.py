"""French words of lending."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.lending.rules import Borrower

BORROWERS: dict[Borrower, Any] = {
    Borrower.AGENT: _l("Une personne"),
    Borrower.STRUCTURE: _l("Une structure"),
    Borrower.LINK: _l("Un lien et un code"),
}
DAYS: dict[int, Any] = {
    1: _l("Un jour"),
    7: _l("Une semaine"),
    30: _l("30 jours"),
    90: _l("90 jours"),
}
