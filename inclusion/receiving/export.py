"""Who may put papers in the safe, for the export of all the data of a person."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import DataPart
from inclusion.receiving import queries
from inclusion.safe import queries as safes

WORDS: dict[str, Any] = {
    "depositor": _l("Qui"),
    "allowed_at": _l("Depuis"),
    "reference": _l("Référence du papier"),
    "deposited_at": _l("Déposé"),
    "agreed_at": _l("Votre accord au guichet"),
}


def part(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return who may deposit, and the deposits that were made."""
    safe = safes.find_safe(session, account_id) if account_id is not None else None
    rows: list[dict[str, Any]] = []
    if safe is not None:
        rows += [
            {"depositor": queries.name_of(session, row), "allowed_at": row.allowed_at}
            for row in queries.allowed(session, safe.id)
        ]
        rows += [
            {
                "reference": made.document,
                "deposited_at": made.deposited_at,
                "agreed_at": made.agreed_at,
            }
            for made in queries.deposits_of(session, safe.id)
        ]
    return DataPart("receiving", _l("Qui peut déposer dans votre coffre"), rows, WORDS)
