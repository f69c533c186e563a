"""What can be said of a safe without opening it."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import DataPart
from inclusion.safe import queries
from inclusion.safe.models import SafeBlob, SafeDocument
from inclusion.safe.rules import BlobKind
from inclusion.web.safe_label import LABEL

WORDS: dict[str, Any] = {
    "reference": _l("Référence du papier"),
    "deposited_at": _l("Ajouté"),
    "size_bytes": _l("Taille, en octets"),
}


def part(session: Session, account_id: int | None, person_id: int) -> DataPart:
    """Return when each paper came and how much it weighs: names and contents are sealed."""
    safe = queries.find_safe(session, account_id) if account_id is not None else None
    rows = session.execute(
        sa.select(SafeDocument.public_id, SafeDocument.deposited_at, SafeBlob.sealed_bytes)
        .join(SafeBlob, SafeBlob.document_id == SafeDocument.id)
        .where(SafeDocument.safe_id == (safe.id if safe else 0), SafeBlob.kind == BlobKind.BODY)
        .order_by(SafeDocument.id)
    )
    return DataPart(
        "safe",
        LABEL,
        [dict(zip(WORDS, row, strict=True)) for row in rows],
        words=WORDS,
        note=_l("Nous ne pouvons pas lire vos papiers. Récupérez-les dans votre coffre ouvert."),
    )
