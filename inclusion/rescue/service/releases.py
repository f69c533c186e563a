"""A trusted person asks, waits, and gives the safe back to its owner by a code."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion import crypto
from inclusion.accounts import queries as accounts
from inclusion.actors import Actor
from inclusion.crypto import CannotOpen
from inclusion.errors import Conflict, Invalid
from inclusion.rescue import envelope, queries, rules
from inclusion.rescue.models import Handover, Release, Trusted
from inclusion.rescue.queries import Tie
from inclusion.rescue.rules import Stage
from inclusion.rescue.service import notify, telling
from inclusion.safe import envelope as safe_envelope
from inclusion.safe.models import Safe
from inclusion.safe.queries import Opened
from inclusion.safe.rules import Act, Channel, card
from inclusion.safe.service import keys, visits
from inclusion.settings import Settings


class DeadTie(Conflict):
    """One of the two safes has another key since: the wrap opens nothing."""


class AlreadyAsked(Conflict):
    """A request is under way."""


class TooSoon(Conflict):
    """The owner stopped the last one less than a day ago."""


class NotNow(Conflict):
    """The owner's account does not open: blocked, closed, or of somebody deceased."""


class NotReady(Conflict):
    """Nothing was asked, the delay runs, or the request was stopped."""


class WrongCode(Invalid):
    """The code opens nothing now."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A safe given back: the key of the visit's cookie, and the new card to show once."""

    key: bytes = field(repr=False)
    card: str = field(repr=False)


def ask(session: Session, tie: Tie, *, opened: Opened, actor: Actor, at: datetime) -> Release:
    """Ask to give a safe back: its owner is told at once, and the delay runs.

    Raises DeadTie, NotNow, AlreadyAsked, TooSoon.
    """
    telling.held(session, tie.row.safe_id)
    tie = queries.held_tie(session, tie.public_id, safe_id=opened.safe.id)
    _check_alive(session, tie, opened)
    if tie.release is not None:
        _close_expired(session, tie.release, at)
        stage = tie.stage(at)
        if stage in (Stage.WAITING, Stage.READY):
            raise AlreadyAsked("already_asked")
        stopped_at = tie.release.stopped_at
        if stage is Stage.STOPPED and stopped_at and at < stopped_at + rules.ASK_AGAIN:
            raise TooSoon("too_soon")
    made = Release(
        trusted_id=tie.row.id, asked_at=at, ready_at=at + timedelta(days=tie.row.delay_days)
    )
    session.add(made)
    session.flush()
    owner = telling.note(
        session,
        safe=tie.safe,
        act=Act.RELEASE_ASKED,
        action="rescue.release_asked",
        actor=actor,
        at=at,
        channel=Channel.TRUSTED,
        who=tie.holder.public_id,
    )
    telling.tell(session, owner=owner, text=notify.ASKED, at=at)
    return made


def stop_all(
    session: Session,
    *,
    safe_id: int,
    actor: Actor,
    at: datetime,
    channel: Channel = Channel.OWNER,
    who: str = "",
) -> int:
    """Stop every request on a safe, and its codes; return how many there were."""
    safe = telling.held(session, safe_id)
    ties = sa.select(Trusted.id).where(Trusted.safe_id == safe_id)
    return _stop(session, safe, ties, actor=actor, at=at, channel=channel, who=who)


def withdraw(session: Session, tie: Tie, *, actor: Actor, at: datetime) -> int:
    """Stop what a trusted person asked, by themselves."""
    safe = telling.held(session, tie.row.safe_id)
    return _stop(
        session,
        safe,
        sa.select(Trusted.id).where(Trusted.id == tie.row.id),
        actor=actor,
        at=at,
        channel=Channel.TRUSTED,
        who=tie.holder.public_id,
    )


def hand_over(session: Session, tie: Tie, *, opened: Opened, actor: Actor, at: datetime) -> str:
    """Return a code that gives the safe back once, to say to its owner; the one before dies.

    The trusted person never has the identity in hand. Raises DeadTie, NotNow, NotReady.
    """
    telling.held(session, tie.row.safe_id)
    tie = queries.held_tie(session, tie.public_id, safe_id=opened.safe.id)
    _check_alive(session, tie, opened)
    if tie.release is None or tie.stage(at) is not Stage.READY:
        raise NotReady("not_ready")
    identity = _unwrapped(tie, opened)
    drawn = envelope.new_handover()
    session.execute(sa.delete(Handover).where(Handover.release_id == tie.release.id))
    session.add(
        Handover(
            release_id=tie.release.id,
            fingerprint=drawn.fingerprint,
            wrapped=safe_envelope.wrap(identity, recipient=drawn.recipient),
            expires_at=at + rules.HANDOVER_LASTS,
        )
    )
    session.flush()
    owner = telling.note(
        session,
        safe=tie.safe,
        act=Act.HANDED_OVER,
        action="rescue.handed_over",
        actor=actor,
        at=at,
        channel=Channel.TRUSTED,
        who=tie.holder.public_id,
    )
    telling.tell(session, owner=owner, text=notify.ASKED, at=at)
    return drawn.text


def reopen(
    session: Session,
    *,
    safe_id: int,
    text: str,
    passphrase: str,
    visit_ref: str,
    settings: Settings,
    actor: Actor,
    at: datetime,
) -> Reopened:
    """Open a safe with a code from a trusted person; the code, old phrase and old card die.

    The account's passphrase, checked by the caller, opens the safe from now on.
    Raises WrongCode, KeyReplaced.
    """
    safe = telling.held(session, safe_id)
    handover, release, tie = _found(session, safe, text, at)
    try:
        secret = card.read(text) or b""
        identity = safe_envelope.unwrap(
            handover.wrapped, identity=envelope.handover_identity(secret)
        )
    except CannotOpen:
        raise WrongCode("code", field="code") from None
    if crypto.recipient_of(identity) != safe.public_key:
        raise keys.KeyReplaced("safe")
    session.execute(sa.delete(Handover).where(Handover.id == handover.id))
    release.used_at = at
    key = visits.open_for_visit(
        session,
        safe=safe,
        identity=identity,
        visit_ref=visit_ref,
        act=Act.OPENED_BY_TRUSTED,
        at=at,
        channel=Channel.TRUSTED,
        who=tie.holder.public_id,
    )
    drawn = keys.renew(
        session,
        safe_id=safe.id,
        identity=identity,
        passphrase=passphrase,
        settings=settings,
        at=at,
    )
    telling.audit_only(session, safe, "rescue.safe_reopened", actor=actor, at=at)
    return Reopened(key, drawn)


def _found(session: Session, safe: Safe, text: str, at: datetime) -> tuple[Handover, Release, Tie]:
    secret = card.read(text)
    if secret is None:
        raise WrongCode("code", field="code")
    row = session.execute(
        sa.select(Handover, Release, Trusted.public_id)
        .join(Release, Release.id == Handover.release_id)
        .join(Trusted, Trusted.id == Release.trusted_id)
        .where(
            Trusted.safe_id == safe.id,
            Handover.fingerprint == envelope.handover_fingerprint(secret),
            Handover.expires_at > at,
        )
    ).first()
    if row is None or queries.stage_of(row[1], at) is not Stage.READY:
        raise WrongCode("code", field="code")
    return row[0], row[1], queries.own_tie(session, row[2], safe_id=safe.id)


def _check_alive(session: Session, tie: Tie, opened: Opened) -> None:
    if tie.is_dead or crypto.recipient_of(opened.identity) != tie.row.holder_key:
        raise DeadTie("dead")
    if accounts.find_open(session, tie.owner.id) is None:
        raise NotNow("not_now")


def _unwrapped(tie: Tie, opened: Opened) -> str:
    try:
        identity = safe_envelope.unwrap(tie.row.wrapped, identity=opened.identity)
    except CannotOpen:
        raise DeadTie("dead") from None
    if crypto.recipient_of(identity) != tie.safe.public_key:
        raise DeadTie("dead")
    return identity


def _close_expired(session: Session, release: Release, at: datetime) -> None:
    if queries.stage_of(release, at) is Stage.EXPIRED:
        release.stopped_at = release.ready_at + rules.RELEASE_LASTS
        session.flush()


def _stop(
    session: Session,
    safe: Safe,
    ties: sa.Select[int],
    *,
    actor: Actor,
    at: datetime,
    channel: Channel,
    who: str,
) -> int:
    stopped = list(
        session.scalars(
            sa.update(Release)
            .where(
                Release.trusted_id.in_(ties),
                Release.stopped_at.is_(None),
                Release.used_at.is_(None),
            )
            .values(stopped_at=at)
            .returning(Release.id)
        )
    )
    session.execute(sa.delete(Handover).where(Handover.release_id.in_(stopped)))
    for _one in stopped:
        telling.note(
            session,
            safe=safe,
            act=Act.RELEASE_STOPPED,
            action="rescue.release_stopped",
            actor=actor,
            at=at,
            channel=channel,
            who=who,
        )
    return len(stopped)
