"""Stop what a safe has under way when its account is closed, blocked or taken over."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.contributions import Because
from inclusion.actors import Actor
from inclusion.safe import queries
from inclusion.safe.models import Safe, SafeBlob, SafeDocument, SafeUnlock, SafeUpload, SafeWrap


def papers(session: Session, account_id: int) -> int:
    """Return how many papers go when an account is closed."""
    safe = queries.find_safe(session, account_id)
    return queries.count(session, safe.id) if safe else 0


def end(
    session: Session,
    *,
    account_id: int | None,
    person_id: int | None,
    because: Because,
    actor: Actor,
    at: datetime,
) -> None:
    """Close the safe wherever it is open; erase papers and keys when the account is closed.

    The objects in the store then belong to no row and are swept.
    """
    safe = queries.find_safe(session, account_id) if account_id is not None else None
    if safe is None:
        return
    session.execute(sa.delete(SafeUnlock).where(SafeUnlock.safe_id == safe.id))
    if because is Because.CLOSED:
        papers = sa.select(SafeDocument.id).where(SafeDocument.safe_id == safe.id)
        session.execute(sa.delete(SafeBlob).where(SafeBlob.document_id.in_(papers)))
        session.execute(sa.delete(SafeDocument).where(SafeDocument.safe_id == safe.id))
        session.execute(sa.delete(SafeUpload).where(SafeUpload.safe_id == safe.id))
        session.execute(sa.delete(SafeWrap).where(SafeWrap.safe_id == safe.id))
        session.execute(sa.update(Safe).where(Safe.id == safe.id).values(index_key=None))
