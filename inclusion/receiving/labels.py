"""French words of deposits: events, kinds of depositors."""

from typing import Any

from flask_babel import lazy_gettext as _l

from inclusion.receiving.rules import Kind

EVENTS: dict[str, Any] = {
    "deposit.made": _l("Un papier est arrivé dans votre coffre."),
    "deposit.refused": _l("Un service a voulu déposer un papier. C’est refusé."),
}
KINDS: dict[Kind, Any] = {
    Kind.SERVICE: _l("Les services"),
    Kind.STRUCTURE: _l("Les structures"),
    Kind.AGENT: _l("Les personnes que vous avez rencontrées"),
}
