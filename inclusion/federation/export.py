"""The identities of an account, in the export of one's data."""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import DataPart
from inclusion.federation import queries


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
                "linked_at": link.linked_at.isoformat(),
                "last_used_at": link.last_used_at and link.last_used_at.isoformat(),
            }
            for link in links
        ],
    )
