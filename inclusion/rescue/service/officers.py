"""Two officers of two bodies: asked for by the owner, opened at the counter, stopped by anybody.

The server holds public keys only. What it keeps is sealed to the second body, then to the first.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.actors import Actor
from inclusion.counter.rules import DocumentKind, Facts
from inclusion.counter.service.journal import agent_of, citizen, facts_of, refuse_own
from inclusion.errors import Conflict
from inclusion.officers_file import OfficerBody
from inclusion.rescue import envelope, queries, rules
from inclusion.rescue.models import OfficerOpening, OfficerWrap
from inclusion.rescue.rules import Step
from inclusion.rescue.service import notify, telling
from inclusion.safe.models import Safe
from inclusion.safe.queries import Opened, find_safe
from inclusion.safe.rules import Act, Channel

Bodies = tuple[OfficerBody, OfficerBody]


class NotAskedFor(Conflict):
    """The owner did not ask for it, or for other bodies, or with another key."""


class UnderWay(Conflict):
    """An opening of this safe is under way."""


class Blocked(Conflict):
    """The owner's account is blocked."""


def opt_in(
    session: Session, *, opened: Opened, bodies: Bodies, actor: Actor, at: datetime
) -> OfficerWrap:
    """Seal the safe's identity to both bodies, since its owner asks for it."""
    safe = telling.held(session, opened.safe.id)
    sealed = envelope.seal_twice(opened.identity, first=bodies[0], second=bodies[1])
    session.execute(sa.delete(OfficerWrap).where(OfficerWrap.safe_id == safe.id))
    made = OfficerWrap(
        safe_id=safe.id,
        wrapped=sealed.outer,
        half_sha256=sealed.half_sha256,
        bodies_sha256=envelope.bodies_digest(*bodies),
        safe_key=crypto.recipient_of(opened.identity),
        asked_at=at,
    )
    session.add(made)
    session.flush()
    owner = telling.note(
        session,
        safe=safe,
        act=Act.OFFICERS_ADDED,
        action="rescue.officers_asked",
        actor=actor,
        at=at,
    )
    telling.tell(session, owner=owner, text=notify.CHANGED, at=at)
    return made


def opt_out(session: Session, *, safe_id: int, actor: Actor, at: datetime) -> None:
    """Take the key back at once; what was under way stops."""
    safe = telling.held(session, safe_id)
    stop(session, safe_id=safe_id, actor=actor, at=at)
    gone = session.execute(
        sa.delete(OfficerWrap).where(OfficerWrap.safe_id == safe_id).returning(OfficerWrap.id)
    ).scalar()
    if gone is None:
        return
    owner = telling.note(
        session,
        safe=safe,
        act=Act.OFFICERS_REMOVED,
        action="rescue.officers_taken_back",
        actor=actor,
        at=at,
    )
    telling.tell(session, owner=owner, text=notify.CHANGED, at=at)


def start(
    session: Session,
    *,
    account_id: int,
    said: Facts,
    document: DocumentKind,
    reason: str,
    bodies: Bodies,
    actor: Actor,
    at: datetime,
) -> OfficerOpening:
    """Start an opening, the person and their paper in front of the agent; its owner is told.

    Raises NotFound, WrongFacts, OwnAccount, Blocked, NotAskedFor, UnderWay.
    """
    agent, structure_id = agent_of(session, actor)
    account, person = citizen(session, account_id)
    refuse_own(agent, person)
    facts_of(said, account, person)
    if account.blocked_at is not None:
        raise Blocked("blocked")
    found = find_safe(session, account.id)
    if found is None:
        raise NotAskedFor("not_asked_for")
    safe = telling.held(session, found.id)
    wrap_for(session, safe, bodies)
    _close_expired(session, safe.id, at)
    if queries.live_opening(session, safe.id, at) is not None:
        raise UnderWay("opening_under_way")
    made = OfficerOpening(
        safe_id=safe.id,
        safe_key=safe.public_key,
        document_kind=document,
        reason=reason,
        first_agent_id=agent.id,
        first_structure_id=structure_id,
        started_at=at,
        ready_at=at + rules.OFFICERS_WAIT,
    )
    session.add(made)
    session.flush()
    owner = telling.note(
        session,
        safe=safe,
        act=Act.OPENING_ASKED,
        action="rescue.opening_started",
        actor=actor,
        at=at,
        channel=Channel.MEDIATOR,
        who=agent.public_id,
        detail=said_of(made),
    )
    telling.tell(session, owner=owner, text=notify.ASKED, at=at)
    return made


def confirm(session: Session, *, safe_id: int, actor: Actor, at: datetime) -> bool:
    """Let an opening go on at once: its owner is here, signed in; tell whether there was one."""
    safe = telling.held(session, safe_id)
    found = queries.live_opening(session, safe_id, at)
    if found is None or queries.step_of(found, at) is not Step.WAITING:
        return False
    found.ready_at = found.confirmed_at = at
    session.flush()
    telling.audit_only(
        session, safe, "rescue.opening_confirmed", actor=actor, at=at, detail=said_of(found)
    )
    return True


def stop(
    session: Session,
    *,
    safe_id: int,
    actor: Actor,
    at: datetime,
    channel: Channel = Channel.OWNER,
    who: str = "",
) -> int:
    """Stop the opening of a safe, whoever asks; return how many there were."""
    safe = telling.held(session, safe_id)
    stopped = session.execute(
        sa.update(OfficerOpening)
        .where(
            OfficerOpening.safe_id == safe_id,
            OfficerOpening.stopped_at.is_(None),
            OfficerOpening.done_at.is_(None),
        )
        .values(stopped_at=at, half=None)
        .returning(OfficerOpening.id)
    ).scalars()
    count = len(list(stopped))
    if count:
        telling.note(
            session,
            safe=safe,
            act=Act.OPENING_STOPPED,
            action="rescue.opening_stopped",
            actor=actor,
            at=at,
            channel=channel,
            who=who,
        )
    return count


def wrap_for(session: Session, safe: Safe, bodies: Bodies) -> OfficerWrap:
    """Return what a safe has for the bodies of today; raises NotAskedFor."""
    wrap = queries.officer_wrap(session, safe.id)
    today = (envelope.bodies_digest(*bodies), safe.public_key)
    if wrap is None or (wrap.bodies_sha256, wrap.safe_key) != today:
        raise NotAskedFor("not_asked_for")
    return wrap


def _close_expired(session: Session, safe_id: int, at: datetime) -> None:
    session.execute(
        sa.update(OfficerOpening)
        .where(
            OfficerOpening.safe_id == safe_id,
            OfficerOpening.stopped_at.is_(None),
            OfficerOpening.done_at.is_(None),
            OfficerOpening.ready_at <= at - rules.OPENING_LASTS,
        )
        .values(stopped_at=at, half=None)
    )


def said_of(opening: OfficerOpening) -> dict[str, str]:
    """Return what both journals keep of an opening."""
    return {"opening": opening.public_id, "document": opening.document_kind.value}
