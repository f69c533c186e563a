"""Agree to be trusted, name somebody, take them away."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.errors import Conflict, Invalid
from inclusion.rescue import queries, rules
from inclusion.rescue.models import TrustCode, Trusted
from inclusion.rescue.queries import Tie
from inclusion.rescue.service import notify, telling
from inclusion.safe import envelope
from inclusion.safe.queries import Opened
from inclusion.safe.rules import Act, Channel
from inclusion.tokens import spoken_code


class NobodyAgreed(Invalid):
    """No code like this serves now."""


class Oneself(Invalid):
    """The code is the owner's own."""


class AlreadyTrusted(Conflict):
    """Somebody trusted already."""


class EnoughTrusted(Conflict):
    """The three places are taken."""


class WrongDelay(Invalid):
    """The delay is not one of those offered."""


def draw_code(
    session: Session, *, account: Account, opened: Opened, key: bytes, at: datetime
) -> str:
    """Return a fresh code by which its owner agrees to be trusted; the one before is forgotten.

    The safe is open, so that the code vouches for the true public key.
    """
    session.execute(sa.delete(TrustCode).where(TrustCode.expires_at <= at))
    session.execute(sa.delete(TrustCode).where(TrustCode.account_id == account.id))
    code = spoken_code()
    while session.scalar(
        sa.select(TrustCode.id).where(TrustCode.code_hash == queries.code_hash(key, code))
    ):
        code = spoken_code()
    public_key = crypto.recipient_of(opened.identity)
    session.add(
        TrustCode(
            account_id=account.id,
            code_hash=queries.code_hash(key, code),
            key_hash=queries.key_hash(key, code, public_key),
            expires_at=at + rules.CODE_LASTS,
        )
    )
    session.flush()
    return code


def check_may_name(session: Session, *, safe_id: int, holder_id: int) -> None:
    """Raise Oneself, AlreadyTrusted, EnoughTrusted when this person cannot be named."""
    if holder_id == safe_id:
        raise Oneself("oneself", field="code")
    ties = queries.ties_of(session, safe_id)
    if any(tie.row.holder_id == holder_id for tie in ties):
        raise AlreadyTrusted("already_trusted", field="code")
    if len(ties) >= rules.MOST_TRUSTED:
        raise EnoughTrusted("enough_trusted", field="code")


def name(
    session: Session,
    *,
    opened: Opened,
    code: str,
    key: bytes,
    delay_days: int,
    actor: Actor,
    at: datetime,
) -> Trusted:
    """Seal the safe's identity to the safe of whoever gave this code, who serves once.

    Raises NobodyAgreed, Oneself, AlreadyTrusted, EnoughTrusted, WrongDelay.
    """
    safe = telling.held(session, opened.safe.id)
    found = queries.agreed(session, code=code, key=key, at=at)
    if found is None:
        raise NobodyAgreed("nobody_agreed", field="code")
    holder, holder_safe = found
    check_may_name(session, safe_id=safe.id, holder_id=holder_safe.id)
    owner = session.get_one(Account, safe.account_id)
    is_reached = notify.reaches(queries.person_of(session, owner))
    if delay_days not in rules.delays(is_reached=is_reached):
        raise WrongDelay("delay", field="delay")
    made = Trusted(
        safe_id=safe.id,
        holder_id=holder_safe.id,
        position=_free_place(session, safe.id),
        wrapped=envelope.wrap(opened.identity, recipient=holder_safe.public_key),
        safe_key=crypto.recipient_of(opened.identity),
        holder_key=holder_safe.public_key,
        delay_days=delay_days,
        named_at=at,
    )
    session.add(made)
    session.execute(sa.delete(TrustCode).where(TrustCode.account_id == holder.id))
    session.flush()
    telling.note(
        session,
        safe=safe,
        act=Act.TRUSTED_ADDED,
        action="rescue.trusted_named",
        actor=actor,
        at=at,
        who=holder.public_id,
        detail={"days": delay_days},
    )
    telling.tell(session, owner=owner, text=notify.CHANGED, at=at)
    return made


def remove(
    session: Session,
    tie: Tie,
    *,
    actor: Actor,
    at: datetime,
    channel: Channel = Channel.OWNER,
) -> None:
    """Take somebody's trust away, by its owner or by themselves: the wrap and all codes go."""
    safe = telling.held(session, tie.row.safe_id)
    gone = session.execute(
        sa.delete(Trusted).where(Trusted.id == tie.row.id).returning(Trusted.id)
    ).scalar()
    if gone is None:
        return
    owner = telling.note(
        session,
        safe=safe,
        act=Act.TRUSTED_REMOVED,
        action="rescue.trusted_removed",
        actor=actor,
        at=at,
        channel=channel,
        who=tie.holder.public_id,
    )
    telling.tell(session, owner=owner, text=notify.CHANGED, at=at)


def _free_place(session: Session, safe_id: int) -> int:
    taken = set(session.scalars(sa.select(Trusted.position).where(Trusted.safe_id == safe_id)))
    return min(set(range(1, rules.MOST_TRUSTED + 1)) - taken)
