"""What can be said of loans without opening the safe."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import DataPart, Said
from inclusion.lending import labels, queries
from inclusion.safe import queries as safes

WORDS: dict[str, Any] = {
    "document": _l("Référence du papier"),
    "borrower": _l("Prêté à"),
    "structure": _l("Structure"),
    "lent_at": _l("Prêté"),
    "until": _l("Jusqu’à"),
    "opened_count": _l("Ouvert combien de fois"),
}


def part(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return the live loans of an account's safe: names of papers stay sealed."""
    safe = safes.find_safe(session, account_id) if account_id is not None else None
    rows = [
        {
            "document": one.document,
            "borrower": Said(one.loan.borrower.value, labels.BORROWERS[one.loan.borrower]),
            "structure": one.structure,
            "lent_at": one.loan.lent_at,
            "until": one.loan.until,
            "opened_count": one.loan.opened_count,
        }
        for one in (queries.lent_by(session, safe.id) if safe else [])
    ]
    return DataPart("loans", _l("Papiers prêtés"), rows, words=WORDS)
