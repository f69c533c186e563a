"""What a person waits for and was offered, for the export of their data."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import DataPart, Said
from inclusion.waiting.labels import citizen as labels
from inclusion.waiting.models import WaitingEntry
from inclusion.waiting.queries import entries as read
from inclusion.web.languages import text_in

WORDS: dict[str, Any] = {
    "code": _l("Code"),
    "reason": _l("Besoin"),
    "state": _l("État"),
    "where": _l("Lieu"),
    "when": _l("Jours"),
    "from_on": _l("À partir du"),
    "until_on": _l("Jusqu’au"),
    "deadline_on": _l("Date limite"),
    "deadline_reason": _l("Pourquoi cette date"),
    "offers": _l("Places proposées"),
    "created_at": _l("Depuis"),
    "ended_at": _l("Fin de l’attente"),
}


def part(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return every entry of a person with the hours that they were offered, newest first."""
    rows = [_row(session, one) for one in read.entries_of(session, person_id)]
    return DataPart("waiting", _l("Mes attentes de place"), rows, WORDS)


def _row(session: Session, one: WaitingEntry) -> dict[str, Any]:
    said = {
        "reason": Said(one.reason.code, text_in(one.reason.names)),
        "state": Said(one.state.value, labels.STATES[one.state]),
        "where": labels.where_of(one),
        "when": labels.when_of(one),
        "offers": [
            labels.hour_in_words(made.starts_at) for made in read.offers_of(session, one.id)
        ],
    }
    return {key: said[key] if key in said else getattr(one, key) for key in WORDS}
