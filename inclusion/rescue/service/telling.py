"""What every act of rescue does beside: hold the safe, write both journals, tell the owner."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.rescue.service import notify
from inclusion.safe import journal
from inclusion.safe.models import Safe
from inclusion.safe.rules import Act, Channel


def held(session: Session, safe_id: int) -> Safe:
    """Return a safe that no other act changes before the end of the transaction."""
    return journal.locked(session, safe_id)


def note(
    session: Session,
    *,
    safe: Safe,
    act: Act,
    action: str,
    actor: Actor,
    at: datetime,
    channel: Channel = Channel.OWNER,
    who: str = "",
    detail: dict[str, Any] | None = None,
) -> Account:
    """Write an act in the safe's journal and in its owner's; return the owner."""
    journal.append(session, safe_id=safe.id, act=act, at=at, channel=channel, who=who)
    return audit_only(session, safe, action, actor=actor, at=at, detail=detail)


def audit_only(
    session: Session,
    safe: Safe,
    action: str,
    *,
    actor: Actor,
    at: datetime,
    detail: dict[str, Any] | None = None,
) -> Account:
    """Write an act in the journal of a safe's owner; return the owner."""
    owner = session.get_one(Account, safe.account_id)
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        person_id=owner.person_id,
        object_kind="account",
        object_id=owner.id,
        detail=detail,
    )
    return owner


def tell(session: Session, *, owner: Account, text: str, at: datetime) -> None:
    """Tell the owner, by every way."""
    notify.tell(session, account=owner, text=text, at=at)
