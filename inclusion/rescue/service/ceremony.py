"""The steps of an opening by two officers: each body opens its seal, then a fresh card is made."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.contact import fold
from inclusion.counter.service.journal import agent_of, refuse_own
from inclusion.errors import Conflict, Forbidden, Invalid
from inclusion.rescue import envelope, queries
from inclusion.rescue.models import OfficerOpening
from inclusion.rescue.rules import Step
from inclusion.rescue.service import notify, telling
from inclusion.rescue.service.officers import Bodies, said_of, wrap_for
from inclusion.safe import envelope as safe_envelope
from inclusion.safe.models import Safe, SafeWrap
from inclusion.safe.rules import Act, Channel, WrapKind
from inclusion.safe.service import keys
from inclusion.tokens import digest


class NotThisStep(Conflict):
    """The opening waits, is at another step, stopped, done or too old."""


class WrongFile(Invalid):
    """What was given back is not what this step expects."""


class OneAgent(Forbidden):
    """The second agent is another person, of another structure."""


def sealed_for_first(
    session: Session, public_id: str, *, bodies: Bodies, actor: Actor, at: datetime
) -> bytes:
    """Return the file that an officer of the first body opens; raises NotThisStep, NotAskedFor.

    Only the agent who started it takes it. It is in the journal.
    """
    opening, safe, agent = _held(session, public_id, actor)
    if queries.step_of(opening, at) is not Step.FIRST or opening.first_agent_id != agent.id:
        raise NotThisStep("not_this_step")
    wrap = wrap_for(session, safe, bodies)
    telling.audit_only(
        session, safe, "rescue.opening_taken", actor=actor, at=at, detail=said_of(opening)
    )
    return wrap.wrapped


def take_half(
    session: Session,
    public_id: str,
    *,
    content: bytes,
    bodies: Bodies,
    actor: Actor,
    at: datetime,
) -> None:
    """Take back what the first body opened: still sealed to the second, and exactly that.

    Raises NotThisStep, NotAskedFor, WrongFile.
    """
    opening, safe, agent = _held(session, public_id, actor)
    if queries.step_of(opening, at) is not Step.FIRST or opening.first_agent_id != agent.id:
        raise NotThisStep("not_this_step")
    wrap = wrap_for(session, safe, bodies)
    if content == wrap.wrapped:
        raise WrongFile("not_opened", field="file")
    if not content.startswith(envelope.FIRST_LINE) or digest(content) != wrap.half_sha256:
        raise WrongFile("wrong_half", field="file")
    opening.half, opening.half_at = content, at
    session.flush()
    telling.audit_only(
        session, safe, "rescue.opening_half", actor=actor, at=at, detail=said_of(opening)
    )


def sealed_for_second(session: Session, public_id: str, *, actor: Actor, at: datetime) -> bytes:
    """Return the file that an officer of the second body opens; raises NotThisStep, OneAgent."""
    opening, safe, agent = _held(session, public_id, actor)
    if queries.step_of(opening, at) is not Step.SECOND or opening.half is None:
        raise NotThisStep("not_this_step")
    _check_second(session, opening, agent)
    telling.audit_only(
        session, safe, "rescue.opening_taken", actor=actor, at=at, detail=said_of(opening)
    )
    return opening.half


def finish(
    session: Session,
    public_id: str,
    *,
    content: bytes,
    bodies: Bodies,
    actor: Actor,
    at: datetime,
) -> str:
    """Take what the second body opened, seal it to a fresh rescue card at once, return its text.

    What the officers had opens nothing more here: their wrap goes, and the safe is due a new
    identity. Raises NotThisStep, OneAgent, NotAskedFor, WrongFile, KeyReplaced.
    """
    opening, safe, agent = _held(session, public_id, actor)
    if queries.step_of(opening, at) is not Step.SECOND:
        raise NotThisStep("not_this_step")
    _check_second(session, opening, agent)
    account = session.get_one(Account, safe.account_id)
    refuse_own(agent, queries.person_of(session, account))
    wrap = wrap_for(session, safe, bodies)
    identity = envelope.read_identity(content)
    if identity is None:
        raise WrongFile("wrong_identity", field="file")
    if crypto.recipient_of(identity) != safe.public_key:
        raise keys.KeyReplaced("safe")
    text = _new_card(session, safe, identity, at)
    opening.second_agent_id, opening.second_structure_id = agent.id, actor.structure_id
    opening.done_at, opening.half = at, None
    session.delete(wrap)
    session.flush()
    telling.note(
        session,
        safe=safe,
        act=Act.OPENED_BY_OFFICERS,
        action="rescue.opened_by_officers",
        actor=actor,
        at=at,
        channel=Channel.OFFICER,
        who=agent.public_id,
        detail=said_of(opening),
    )
    telling.tell(session, owner=account, text=notify.CHANGED, at=at)
    return text


def _held(session: Session, public_id: str, actor: Actor) -> tuple[OfficerOpening, Safe, Account]:
    agent, structure_id = agent_of(session, actor)
    found = queries.line(session, public_id, structure_id=structure_id)
    safe = telling.held(session, found.safe.id)
    session.refresh(found.opening)
    return found.opening, safe, agent


def _check_second(session: Session, opening: OfficerOpening, agent: Account) -> None:
    first = session.get_one(Account, opening.first_agent_id)
    is_namesake = set(fold(first.name).split()) == set(fold(agent.name).split())
    if (
        agent.id == first.id
        or is_namesake
        or agent.structure_id in (None, first.structure_id, opening.first_structure_id)
    ):
        raise OneAgent("one_agent")


def _new_card(session: Session, safe: Safe, identity: str, at: datetime) -> str:
    drawn = safe_envelope.new_card()
    session.execute(
        sa.delete(SafeWrap).where(SafeWrap.safe_id == safe.id, SafeWrap.kind == WrapKind.CARD)
    )
    session.add(
        SafeWrap(
            safe_id=safe.id,
            kind=WrapKind.CARD,
            wrapped=safe_envelope.wrap(identity, recipient=drawn.recipient),
            created_at=at,
        )
    )
    safe.card_fingerprint, safe.card_used_at = drawn.fingerprint, None
    return drawn.text
