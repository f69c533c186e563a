"""The identities of an account, in the export of one's data."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import DataPart
from inclusion.federation import queries

WORDS: dict[str, Any] = {
    "provider": _l("Compte public"),
    "linked_at": _l("Relié"),
    "last_used_at": _l("Dernière entrée"),
}


def part(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return the identities attached to an account."""
    links = queries.links(session, account_id) if account_id is not None else []
    return DataPart(
        code="identities",
        title=_l("Vos identités rattachées"),
        rows=[
            {
                "provider": link.provider,
                "issuer": link.issuer,
                "sub": link.sub,
                "acr": link.acr,
                "linked_at": link.linked_at,
                "last_used_at": link.last_used_at,
            }
            for link in links
        ],
        words=WORDS,
    )
