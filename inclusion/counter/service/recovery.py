"""Remake a card: open, confirm by a second agent, refuse, do, review."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.accounts.rules.because import Because
from inclusion.actors import Actor
from inclusion.counter import notify, queries
from inclusion.counter.models import Recovery
from inclusion.counter.rules import (
    RECOVERIES_A_DAY,
    RECOVERY_LASTS,
    Facts,
    Ground,
    Method,
    Proof,
    Review,
    ground_of,
    ready_at,
)
from inclusion.counter.service.cards import Drawn, Issued, issue
from inclusion.counter.service.journal import agent_of, citizen, facts_of, record, refuse_own
from inclusion.counter.service.opening import note
from inclusion.errors import Conflict, Forbidden, Invalid, TooMany
from inclusion.people.models import Person
from inclusion.web import service as visits

if TYPE_CHECKING:
    from inclusion.accounts.contributions import End


class TooFewPapers(Invalid):
    """The account was opened on a better proof than the one shown now."""


class TooManyRecoveries(TooMany):
    """The agent has opened all those of a day."""


class NotReady(Conflict):
    """It waits, was refused, is done, or is too old."""


class SameAgent(Forbidden):
    """Whoever opened a recovery does not confirm it."""


def open_recovery(
    session: Session,
    *,
    account_id: int,
    said: Facts,
    proof: Proof,
    actor: Actor,
    at: datetime,
    has_live_way: bool = False,
) -> Recovery:
    """Open a recovery, or put what is shown now into the one that this structure has open.

    has_live_way: whether the owner holds a passkey or an identity, and so could refuse.
    Raises NotFound, WrongFacts, OwnAccount, TooFewPapers, TooManyRecoveries.
    """
    agent, structure_id = agent_of(session, actor)
    account, person = citizen(session, account_id)
    refuse_own(agent, person)
    facts = facts_of(said, account, person)
    if proof.level < account.assurance:
        raise TooFewPapers("level", field="seen")
    if account.blocked_at is not None and proof.method is not Method.DOCUMENT:
        raise TooFewPapers("blocked", field="seen")
    ground = ground_of(
        has_other_way=has_live_way or queries.has_other_way(person),
        paper_seen=proof.method is Method.DOCUMENT,
        facts=facts,
        known_since=queries.known_since(session, account=account, structure_id=structure_id),
        at=at,
    )
    existing = queries.open_recovery(session, account.id, structure_id=structure_id, at=at)
    if existing is not None:
        if _amend(existing, proof, ground, agent, at):
            detail = {"ground": ground}
            record(session, account, "account.recovery_amended", actor=actor, at=at, detail=detail)
        return existing
    _guard(session, agent, at)
    made = Recovery(
        account_id=account.id,
        opened_by_id=agent.id,
        structure_id=structure_id,
        opened_at=at,
        ground=ground,
        method=proof.method,
        document_kind=proof.document,
        ready_at=ready_at(ground, at),
    )
    session.add(made)
    session.flush()
    record(
        session, account, "account.recovery_opened", actor=actor, at=at, detail={"ground": ground}
    )
    _tell(session, person, account, "recovery_opened", at)
    return made


def confirm(
    session: Session, *, public_id: str, said: Facts, proof: Proof, actor: Actor, at: datetime
) -> None:
    """Confirm as a second agent, who has seen the person and the paper: it may be done at once.

    Raises NotFound for another structure's, SameAgent, WrongFacts, NotReady.
    """
    agent, structure_id = agent_of(session, actor)
    found = queries.recovery(session, public_id, structure_id=structure_id).recovery
    account, person = citizen(session, found.account_id)
    if found.opened_by_id == agent.id:
        raise SameAgent("same_agent")
    refuse_own(agent, person)
    facts_of(said, account, person)
    if proof.document is None or proof.document is not found.document_kind:
        raise TooFewPapers("document", field="seen")
    taken = session.execute(
        sa.update(Recovery)
        .where(
            Recovery.id == found.id,
            Recovery.ground == Ground.SECOND_AGENT,
            Recovery.confirmed_at.is_(None),
            *_still_open(at),
        )
        .values(confirmed_by_id=agent.id, confirmed_at=at, ready_at=at)
        .returning(Recovery.id)
    ).scalar()
    if taken is None:
        raise NotReady("confirm")
    record(session, account, "account.recovery_confirmed", actor=actor, at=at)


def refuse(session: Session, *, account_id: int, at: datetime) -> None:
    """Refuse whatever is open: the owner says that it is not they."""
    account, _person = citizen(session, account_id)
    if _close_all(session, account, at):
        owner = Actor(account.id, account.role.value)
        record(session, account, "account.recovery_refused", actor=owner, at=at)


def note_told(session: Session, *, account_id: int, at: datetime) -> None:
    """Keep that the owner has read what was done."""
    session.execute(
        sa.update(Recovery)
        .where(
            Recovery.account_id == account_id,
            Recovery.done_at.is_not(None),
            Recovery.told_at.is_(None),
        )
        .values(told_at=at)
    )


def finish(
    session: Session,
    *,
    public_id: str,
    drawn: Drawn,
    ends: "Sequence[End]",
    actor: Actor,
    at: datetime,
    place_id: int | None = None,
) -> Issued:
    """Remake the card: every visit ends, the old secrets are dead, a blocked account opens again.

    Raises NotFound for another structure's, NotReady (a blocked account wants a paper seen).
    """
    agent, structure_id = agent_of(session, actor)
    found = queries.recovery(session, public_id, structure_id=structure_id).recovery
    account, person = citizen(session, found.account_id)
    refuse_own(agent, person)
    if account.blocked_at is not None and found.method is not Method.DOCUMENT:
        raise NotReady("blocked")
    taken = session.execute(
        sa.update(Recovery)
        .where(Recovery.id == found.id, Recovery.ready_at <= at, *_still_open(at))
        .values(done_at=at, done_by_id=agent.id)
        .returning(Recovery.id)
    ).scalar()
    if taken is None:
        raise NotReady("finish")
    _close_all(session, account, at)
    _stop(session, account, ends, actor, at)
    if account.blocked_at is not None:
        account.blocked_at = None
        record(session, account, "account.unblocked", actor=actor, at=at)
    note(
        session, account=account, proof=Proof(found.method, found.document_kind), actor=actor, at=at
    )
    made = issue(session, account=account, drawn=drawn, actor=actor, at=at, place_id=place_id)
    record(session, account, "account.card_remade", actor=actor, at=at)
    _tell(session, person, account, "card_remade", at)
    return made


def answer_review(
    session: Session, *, public_id: str, review: Review, actor: Actor, at: datetime
) -> None:
    """Keep what the coordinator answers; raises NotFound for another structure's."""
    agent, structure_id = agent_of(session, actor)
    line = queries.recovery(session, public_id, structure_id=structure_id)
    line.recovery.review = review
    line.recovery.reviewed_by_id, line.recovery.reviewed_at = agent.id, at
    record(
        session,
        line.account,
        "account.recovery_reviewed",
        actor=actor,
        at=at,
        detail={"review": review},
    )


def _amend(found: Recovery, proof: Proof, ground: Ground, agent: Account, at: datetime) -> bool:
    """Record a better paper, or what its opener corrects while it waits; tell whether it changed.

    Whoever saw the better paper is its opener from then on, so that another one confirms.
    """
    seen = Proof(found.method, found.document_kind)
    if proof.level < seen.level:
        raise TooFewPapers("under_way", field="seen")
    is_correction = found.opened_by_id == agent.id and found.ready_at > at
    if proof.level == seen.level and not is_correction:
        return False
    if (proof, ground) == (seen, found.ground):
        return False
    found.opened_by_id, found.ground = agent.id, ground
    found.method, found.document_kind = proof.method, proof.document
    found.ready_at = min(found.ready_at, ready_at(ground, at))
    return True


def _guard(session: Session, agent: Account, at: datetime) -> None:
    opened = queries.opened_today(session, agent_id=agent.id, at=at)
    if len(opened) >= RECOVERIES_A_DAY:
        raise TooManyRecoveries("quota", retry_after=opened[0] + timedelta(days=1) - at)


def _stop(
    session: Session, account: Account, ends: "Sequence[End]", actor: Actor, at: datetime
) -> None:
    account.passphrase_hash = None
    for end in ends:
        end(
            session,
            account_id=account.id,
            person_id=account.person_id,
            because=Because.TAKEN_OVER,
            actor=actor,
            at=at,
        )
    visits.end_visits(session, account_id=account.id)


def _close_all(session: Session, account: Account, at: datetime) -> bool:
    """Refuse every recovery of an account that is still open; tell whether there was one."""
    closed = session.execute(
        sa.update(Recovery)
        .where(Recovery.account_id == account.id, *_still_open(at))
        .values(refused_at=at)
        .returning(Recovery.id)
    ).scalars()
    return bool(list(closed))


def _still_open(at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Recovery.refused_at.is_(None),
        Recovery.done_at.is_(None),
        Recovery.opened_at > at - RECOVERY_LASTS,
    )


def _tell(session: Session, person: Person, account: Account, text: str, at: datetime) -> None:
    notify.tell(session, person=person, text=text, values={}, at=at, account_id=account.id)
