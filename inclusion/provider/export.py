"""The chapter of the export on other services."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import DataPart
from inclusion.provider import queries

WORDS: dict[str, Any] = {
    "service": _l("Service"),
    "given_at": _l("Accord donné"),
    "expires_at": _l("Accord jusqu’au"),
    "withdrawn_at": _l("Accord retiré"),
}


def part(session: Session, account_id: int | None, _person_id: int) -> DataPart:
    """Return every consent that the person gave."""
    rows = [
        {
            "service": consent.client.name,
            "scope": consent.scope,
            "subject": consent.subject,
            "given_at": consent.given_at,
            "expires_at": consent.expires_at,
            "withdrawn_at": consent.withdrawn_at,
        }
        for consent in (queries.consents_of(session, account_id) if account_id else [])
    ]
    return DataPart("services", _l("Services où vous entrez avec ce compte"), rows, WORDS)
