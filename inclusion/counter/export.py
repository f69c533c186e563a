"""What the counter holds of somebody, for the export of all their data."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import DataPart
from inclusion.counter import queries


def part(session: Session, account_id: int | None, _person_id: int) -> DataPart:
    """Return the cards, the papers seen and the recoveries of an account; no secret."""
    rows = queries.rows_of(session, account_id) if account_id is not None else []
    return DataPart("counter", _l("Vos cartes et ce que le comptoir a vu"), rows)
