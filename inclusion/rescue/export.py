"""What rescue holds about somebody: that they trust, are trusted, what officers opened."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import DataPart
from inclusion.rescue import queries
from inclusion.safe.queries import find_safe

WORDS: dict[str, Any] = {
    "trusts_since": _l("Vous avez choisi une personne de confiance"),
    "trusted_since": _l("Quelqu’un vous a choisi comme personne de confiance"),
    "delay_days": _l("Délai, en jours"),
    "officers_since": _l("Deux organismes ont une clé depuis"),
    "opening_started": _l("Ouverture avec deux organismes, demandée"),
    "reason": _l("Raison dite"),
}


def part(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return the ties of an account, without the names of others, and openings by officers."""
    safe = find_safe(session, account_id) if account_id is not None else None
    rows: list[dict[str, Any]] = []
    if safe is not None:
        rows += [
            {"trusts_since": tie.row.named_at, "delay_days": tie.row.delay_days}
            for tie in queries.ties_of(session, safe.id)
        ]
        rows += [{"trusted_since": tie.row.named_at} for tie in queries.ties_held(session, safe.id)]
        wrap = queries.officer_wrap(session, safe.id)
        rows += [{"officers_since": wrap.asked_at}] if wrap else []
        rows += [
            {"opening_started": one.started_at, "reason": one.reason}
            for one in queries.openings_of(session, safe.id)
        ]
    return DataPart("rescue", _l("Personnes de confiance"), rows, words=WORDS)
