"""Write in a safe's journal what changes nothing: who looked, who was refused."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.safe import journal
from inclusion.safe.models import SafeDocument
from inclusion.safe.rules import Act, Channel, Outcome


def note(
    session: Session,
    *,
    safe_id: int,
    act: Act,
    at: datetime,
    document: str | None = None,
    channel: Channel = Channel.OWNER,
    who: str = "",
    reason: str = "",
) -> None:
    """Record that somebody read, downloaded or did something else with a safe or a paper."""
    journal.append(
        session,
        safe_id=safe_id,
        act=act,
        at=at,
        document=document,
        channel=channel,
        who=who,
        reason=reason,
    )


def note_refused(
    session: Session,
    *,
    safe_id: int,
    act: Act,
    at: datetime,
    channel: Channel = Channel.STRANGER,
    who: str = "",
    reason: str = "",
) -> None:
    """Record an act that was refused: a key that opens nothing, a file that stays outside."""
    journal.append(
        session,
        safe_id=safe_id,
        act=act,
        at=at,
        outcome=Outcome.REFUSED,
        channel=channel,
        who=who,
        reason=reason,
    )


def note_stranger(session: Session, *, document: str, at: datetime) -> None:
    """Tell the owner of a paper that the owner of another safe asked for it; nothing if none."""
    row = session.scalar(sa.select(SafeDocument).where(SafeDocument.public_id == document))
    if row is not None:
        note_refused(session, safe_id=row.safe_id, act=Act.READ, at=at)
