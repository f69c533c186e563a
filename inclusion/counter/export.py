"""What the counter holds of somebody, for the export of all their data."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import DataPart, Said
from inclusion.counter import queries

WORDS: dict[str, Any] = {
    "kind": _l("Quoi"),
    "serial": _l("Numéro de la carte"),
    "issued_at": _l("Donnée"),
    "activated_at": _l("Mise en service"),
    "revoked_at": _l("Arrêtée"),
    "level": _l("Niveau de vérification, de 0 à 2"),
    "structure": _l("Structure"),
    "at": _l("Date"),
    "opened_at": _l("Demandé"),
    "done_at": _l("Fait"),
}
KINDS: dict[str, Any] = {
    "card": _l("Une carte"),
    "proofing": _l("Ce qui a été vu de votre identité"),
    "recovery": _l("Une demande de carte à refaire"),
}


def part(session: Session, account_id: int | None, _person_id: int) -> DataPart:
    """Return the cards, the papers seen and the recoveries of an account; no secret."""
    rows = queries.rows_of(session, account_id) if account_id is not None else []
    for row in rows:
        row["kind"] = Said(row["kind"], KINDS[row["kind"]])
    return DataPart("counter", _l("Vos cartes et ce que le comptoir a vu"), rows, WORDS)
