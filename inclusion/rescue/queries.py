"""Read who is trusted, what is asked, where an opening by two officers stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from inclusion.accounts.models import Account
from inclusion.counter.rules import masked
from inclusion.errors import NotFound
from inclusion.people.models import Person
from inclusion.rescue import rules
from inclusion.rescue.models import (
    Handover,
    OfficerOpening,
    OfficerWrap,
    Release,
    TrustCode,
    Trusted,
)
from inclusion.rescue.rules import Stage, Step
from inclusion.safe.models import Safe
from inclusion.tokens import keyed_digest


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody trusted, with both accounts and safes, and what was asked last."""

    row: Trusted
    safe: Safe
    owner: Account
    holder_safe: Safe
    holder: Account
    release: Release | None
    handover: Handover | None

    @property
    def public_id(self) -> str:
        """The reference of its address."""
        return self.row.public_id

    @property
    def is_dead(self) -> bool:
        """Whether one of the two safes has another key since: the wrap opens nothing."""
        keys = (self.row.safe_key, self.row.holder_key)
        return keys != (self.safe.public_key, self.holder_safe.public_key)

    def stage(self, at: datetime) -> Stage | None:
        """Return where the last request stands, None when nothing was ever asked."""
        return stage_of(self.release, at) if self.release else None

    def has_code(self, at: datetime) -> bool:
        """Tell whether a code waits to be typed."""
        return self.handover is not None and at < self.handover.expires_at


@dataclass(frozen=True, slots=True)
class Line:
    """An opening by two officers, with whom it concerns and who started it."""

    opening: OfficerOpening
    safe: Safe
    owner: Account
    first_agent: Account

    @property
    def owner_masked(self) -> str:
        """The owner's name, as much of it as a colleague elsewhere may see."""
        return masked(self.owner.name)

    def step(self, at: datetime) -> Step:
        """Return where it stands."""
        return step_of(self.opening, at)


def stage_of(release: Release, at: datetime) -> Stage:
    """Return where a request stands."""
    return rules.stage(
        ready_at=release.ready_at, stopped_at=release.stopped_at, used_at=release.used_at, at=at
    )


def step_of(opening: OfficerOpening, at: datetime) -> Step:
    """Return where an opening stands."""
    return rules.step(
        ready_at=opening.ready_at,
        half_at=opening.half_at,
        stopped_at=opening.stopped_at,
        done_at=opening.done_at,
        at=at,
    )


def ties_of(session: Session, safe_id: int) -> list[Tie]:
    """Return those whom the owner of a safe trusts, in their places."""
    return _ties(session, Trusted.safe_id == safe_id)


def ties_held(session: Session, safe_id: int) -> list[Tie]:
    """Return those who trust the owner of a safe."""
    return _ties(session, Trusted.holder_id == safe_id)


def own_tie(session: Session, public_id: str, *, safe_id: int) -> Tie:
    """Return somebody whom the owner of this safe trusts; raises NotFound."""
    return _one(session, public_id, Trusted.safe_id == safe_id)


def held_tie(session: Session, public_id: str, *, safe_id: int) -> Tie:
    """Return somebody who trusts the owner of this safe; raises NotFound."""
    return _one(session, public_id, Trusted.holder_id == safe_id)


def every_tie(session: Session) -> list[Tie]:
    """Return all of them."""
    return _ties(session, sa.true())


def agreed(session: Session, *, code: str, key: bytes, at: datetime) -> tuple[Account, Safe] | None:
    """Return who gave a code that still serves, with their safe; None when nobody did.

    The code vouches for the safe's public key too, so that nobody can put another in its place.
    """
    row = session.execute(
        sa.select(TrustCode.code_hash, TrustCode.key_hash, Account, Safe)
        .join(Account, Account.id == TrustCode.account_id)
        .join(Safe, Safe.account_id == Account.id)
        .where(
            TrustCode.code_hash == code_hash(key, code),
            TrustCode.expires_at > at,
            Account.closed_at.is_(None),
            Account.blocked_at.is_(None),
        )
    ).first()
    if row is None or row[1] != key_hash(key, code, row[3].public_key):
        return None
    return row[2], row[3]


def code_hash(key: bytes, code: str) -> str:
    """Return a spoken code as the table knows it."""
    return keyed_digest(key, f"trust:{code}")


def key_hash(key: bytes, code: str, public_key: str) -> str:
    """Return what ties a code to the public key of whoever drew it."""
    return keyed_digest(key, f"trust:{code}:{public_key}")


def officer_wrap(session: Session, safe_id: int) -> OfficerWrap | None:
    """Return what a safe has for two officers, None when its owner did not ask."""
    return session.scalar(sa.select(OfficerWrap).where(OfficerWrap.safe_id == safe_id))


def live_opening(session: Session, safe_id: int, at: datetime) -> OfficerOpening | None:
    """Return the opening of a safe that is under way."""
    found = session.scalar(
        sa.select(OfficerOpening).where(
            OfficerOpening.safe_id == safe_id,
            OfficerOpening.stopped_at.is_(None),
            OfficerOpening.done_at.is_(None),
        )
    )
    if found is None or step_of(found, at) is Step.EXPIRED:
        return None
    return found


def must_renew(session: Session, safe: Safe) -> bool:
    """Tell whether officers had this safe's identity in hand: a new one is due."""
    return bool(
        session.scalar(
            sa.select(OfficerOpening.id)
            .where(
                OfficerOpening.safe_id == safe.id,
                OfficerOpening.done_at.is_not(None),
                OfficerOpening.safe_key == safe.public_key,
            )
            .limit(1)
        )
    )


def line(session: Session, public_id: str, *, structure_id: int | None) -> Line:
    """Return an opening that an agent's structure may act on; raises NotFound.

    The structure that started it; once half open, any other.
    """
    found = session.execute(
        _lines().where(OfficerOpening.public_id == public_id, _seen_by(structure_id))
    ).first()
    if found is None:
        raise NotFound("opening")
    return Line(*found)


def lines(session: Session, *, structure_id: int | None, at: datetime) -> list[Line]:
    """Return the openings under way that a structure may act on, the newest first."""
    rows = session.execute(
        _lines()
        .where(
            _seen_by(structure_id),
            OfficerOpening.stopped_at.is_(None),
            OfficerOpening.done_at.is_(None),
        )
        .order_by(OfficerOpening.id.desc())
    )
    found = [Line(*row) for row in rows]
    return [one for one in found if one.step(at) is not Step.EXPIRED]


def openings_of(session: Session, safe_id: int) -> list[OfficerOpening]:
    """Return every opening of a safe, the newest first: its owner sees them for ever."""
    statement = sa.select(OfficerOpening).where(OfficerOpening.safe_id == safe_id)
    return list(session.scalars(statement.order_by(OfficerOpening.id.desc())))


def _lines() -> sa.Select[*tuple[Any, ...]]:
    agent = aliased(Account)
    return (
        sa.select(OfficerOpening, Safe, Account, agent)
        .join(Safe, Safe.id == OfficerOpening.safe_id)
        .join(Account, Account.id == Safe.account_id)
        .join(agent, agent.id == OfficerOpening.first_agent_id)
    )


def _seen_by(structure_id: int | None) -> sa.ColumnElement[bool]:
    return sa.or_(
        OfficerOpening.first_structure_id == structure_id,
        OfficerOpening.half_at.is_not(None),
    )


def _one(session: Session, public_id: str, condition: sa.ColumnElement[bool]) -> Tie:
    found = _ties(session, sa.and_(Trusted.public_id == public_id, condition))
    if not found:
        raise NotFound("trusted")
    return found[0]


def _ties(session: Session, condition: sa.ColumnElement[bool]) -> list[Tie]:
    owner, holder, holder_safe = aliased(Account), aliased(Account), aliased(Safe)
    last = (
        sa.select(Release.trusted_id, sa.func.max(Release.id).label("id"))
        .group_by(Release.trusted_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Trusted, Safe, owner, holder_safe, holder, Release, Handover)
        .join(Safe, Safe.id == Trusted.safe_id)
        .join(owner, owner.id == Safe.account_id)
        .join(holder_safe, holder_safe.id == Trusted.holder_id)
        .join(holder, holder.id == holder_safe.account_id)
        .outerjoin(last, last.c.trusted_id == Trusted.id)
        .outerjoin(Release, Release.id == last.c.id)
        .outerjoin(Handover, Handover.release_id == Release.id)
        .where(condition)
        .order_by(Trusted.safe_id, Trusted.position)
        .execution_options(populate_existing=True)
    )
    return [Tie(*row) for row in rows]


def person_of(session: Session, account: Account) -> Person:
    """Return the person of a citizen's account."""
    return session.get_one(Person, account.person_id)
