"""Stop all that is asked of a safe, in one act: by its owner, an agent, the end of an account."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import SYSTEM, Actor
from inclusion.rescue import queries
from inclusion.rescue.models import OfficerOpening, OfficerWrap, TrustCode, Trusted
from inclusion.rescue.service import notify, officers, releases, trusting
from inclusion.safe.queries import find_safe
from inclusion.safe.rules import Channel


def stop(
    session: Session,
    *,
    account_id: int,
    actor: Actor,
    at: datetime,
    channel: Channel = Channel.OWNER,
    who: str = "",
) -> int:
    """Stop the requests and the opening on an account's safe; return how many there were."""
    safe = find_safe(session, account_id)
    if safe is None:
        return 0
    asked = releases.stop_all(
        session, safe_id=safe.id, actor=actor, at=at, channel=channel, who=who
    )
    return asked + officers.stop(
        session, safe_id=safe.id, actor=actor, at=at, channel=channel, who=who
    )


def stop_for_agent(session: Session, *, account_id: int, actor: Actor, at: datetime) -> int:
    """Stop them because the owner said so at the counter or on the telephone."""
    agent = session.get_one(Account, actor.account_id)
    return stop(
        session,
        account_id=account_id,
        actor=actor,
        at=at,
        channel=Channel.MEDIATOR,
        who=agent.public_id,
    )


def stop_held(session: Session, *, account_id: int, actor: Actor, at: datetime) -> None:
    """Stop what the owner of an account asked of others: their account may be in other hands."""
    safe = find_safe(session, account_id)
    session.execute(sa.delete(TrustCode).where(TrustCode.account_id == account_id))
    for tie in queries.ties_held(session, safe.id) if safe else []:
        releases.withdraw(session, tie, actor=actor, at=at)


def forget(session: Session, *, account_id: int, actor: Actor, at: datetime) -> None:
    """Delete every wrap that an account gave, and those that it holds for others."""
    safe = find_safe(session, account_id)
    if safe is None:
        return
    for tie in queries.ties_held(session, safe.id):
        trusting.remove(session, tie, actor=actor, at=at, channel=Channel.TRUSTED)
    session.execute(sa.delete(Trusted).where(Trusted.safe_id == safe.id))
    session.execute(sa.delete(OfficerWrap).where(OfficerWrap.safe_id == safe.id))
    session.execute(
        sa.update(OfficerOpening).where(OfficerOpening.safe_id == safe.id).values(half=None)
    )


def tell_dead(session: Session, *, at: datetime) -> None:
    """Tell both sides, once, that a wrap is dead since one of the safes has a new key."""
    for tie in queries.every_tie(session):
        if not tie.is_dead or tie.row.told_at is not None:
            continue
        releases.withdraw(session, tie, actor=SYSTEM, at=at)
        tie.row.told_at = at
        for account in (tie.owner, tie.holder):
            notify.tell(session, account=account, text=notify.ENDED, at=at)
