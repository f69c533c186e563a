"""Read a whole safe at once, and its journal a thousand entries at a time."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.safe.models import SafeBlob, SafeDocument, SafeJournal


def blobs_of_safe(session: Session, safe_id: int) -> dict[int, list[SafeBlob]]:
    """Return every object of a safe, by the id of its paper."""
    found: dict[int, list[SafeBlob]] = {}
    rows = session.scalars(
        sa.select(SafeBlob)
        .join(SafeDocument, SafeDocument.id == SafeBlob.document_id)
        .where(SafeDocument.safe_id == safe_id)
    )
    for row in rows:
        found.setdefault(row.document_id, []).append(row)
    return found


def journal_after(
    session: Session, safe_id: int, seq: int, *, limit: int = 1_000
) -> list[SafeJournal]:
    """Return the entries of a safe's journal that follow one, the oldest first."""
    return list(
        session.scalars(
            sa.select(SafeJournal)
            .where(SafeJournal.safe_id == safe_id, SafeJournal.seq > seq)
            .order_by(SafeJournal.seq)
            .limit(limit)
        )
    )
