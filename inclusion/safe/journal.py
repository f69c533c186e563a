"""A safe's own journal: entries chained by their hashes, one writer at a time."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.safe.models import Safe, SafeJournal
from inclusion.safe.rules import Act, Channel, Outcome, chain


def append(
    session: Session,
    *,
    safe_id: int,
    act: Act,
    at: datetime,
    outcome: Outcome = Outcome.DONE,
    channel: Channel = Channel.OWNER,
    document: str | None = None,
    who: str = "",
    sealed_sha256: str = "",
    reason: str = "",
) -> Safe:
    """Add what happened to a safe's chain; return the safe. Entries hold references, never a name.

    who: the public id of the account or service that acted, empty for the owner. reason: a code.

    The row of the safe is locked, so that two acts cannot take the same place.
    """
    safe = locked(session, safe_id)
    seq = safe.journal_length + 1
    entry = chain.canonical(
        {
            "seq": seq,
            "at": at.isoformat(timespec="seconds"),
            "act": act.value,
            "outcome": outcome.value,
            "channel": channel.value,
            "document": document or "",
            "who": who,
            "sealed_sha256": sealed_sha256,
            "reason": reason,
        }
    )
    link = chain.link_hash(safe.journal_head, entry)
    session.add(
        SafeJournal(safe_id=safe_id, seq=seq, entry=entry, previous=safe.journal_head, hash=link)
    )
    safe.journal_length, safe.journal_head = seq, link
    session.flush()
    return safe


def locked(session: Session, safe_id: int) -> Safe:
    """Return the safe, held until the transaction ends.

    NO KEY UPDATE: rows that point to a safe share a lock on it, and two acts that both hold that
    share would wait for one another for ever if they asked for the whole row.
    """
    return session.scalars(
        sa.select(Safe)
        .where(Safe.id == safe_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def verdict(session: Session, safe: Safe) -> chain.Verdict:
    """Follow a safe's chain to its head."""
    rows = session.scalars(
        sa.select(SafeJournal).where(SafeJournal.safe_id == safe.id).order_by(SafeJournal.seq)
    )
    links = (chain.Link(row.seq, row.entry, row.previous, row.hash) for row in rows)
    return chain.checked(links, length=safe.journal_length, head=safe.journal_head)
