"""Read cards, proofs and recoveries; find those who may have an account already."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import Session, aliased

from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.appointments.models import Appointment
from inclusion.appointments.rules.booking import Status
from inclusion.audit.models import AuditEvent
from inclusion.contact import fold
from inclusion.counter.models import Card, Proofing, Recovery
from inclusion.counter.rules import RECOVERY_LASTS, Stage, masked, stage
from inclusion.errors import NotFound
from inclusion.organisations.models import Structure
from inclusion.people.models import Person

ALIKE = 85
"""How near a name must be in letters (0–100) to be shown as perhaps the same person."""
_AMONG = 5_000
_RECEIVED = (Status.HONOURED, Status.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody who may be the same person: all that an agent is shown of them."""

    public_id: str
    name: str
    birth_year: str
    account: str | None


def matches(session: Session, *, name: str, birth_year: str, limit: int = 6) -> list[Match]:
    """Return people of about this name, born that year or of no known year, masked."""
    words = fold(name).split()
    statement = (
        sa.select(Person, Account.public_id)
        .outerjoin(Account, sa.and_(Account.person_id == Person.id, Account.closed_at.is_(None)))
        .where(sa.or_(Person.birth_on.is_(None), Person.birth_on.startswith(birth_year)))
        .order_by(Person.id.desc())
        .limit(_AMONG)
    )
    scored = [
        (_likeness(words, person.name_key.split()), person, account)
        for person, account in session.execute(statement)
    ]
    scored.sort(key=lambda line: -line[0])
    return [
        Match(person.public_id, masked(person.name), (person.birth_on or "")[:4], account)
        for score, person, account in scored[:limit]
        if score >= ALIKE
    ]


def _likeness(typed: list[str], known: list[str]) -> float:
    if not typed or not known:
        return 0.0
    shorter, longer = sorted((typed, known), key=len)
    if len(shorter) < min(2, len(longer)):
        return 0.0
    return min(max(fuzz.ratio(word, other) for other in longer) for word in shorter)


def knows(session: Session, *, person_id: int, structure_id: int) -> bool:
    """Tell whether a structure has received, booked for, added or proofed a person."""
    team = _team(structure_id)
    received = sa.exists().where(
        Appointment.person_id == person_id,
        sa.or_(Appointment.mediator_id.in_(team), Appointment.booked_by_id.in_(team)),
    )
    added = sa.exists().where(
        AuditEvent.person_id == person_id,
        AuditEvent.action == "person.added",
        AuditEvent.actor_account_id.in_(team),
    )
    proofed = sa.exists().where(
        Proofing.account_id == Account.id,
        Account.person_id == person_id,
        Proofing.structure_id == structure_id,
    )
    return bool(session.scalar(sa.select(sa.or_(received, added, proofed))))


def known_since(session: Session, *, account: Account, structure_id: int) -> datetime | None:
    """Return since when a structure has known somebody: received there, or a paper seen there."""
    received = session.scalar(
        sa.select(sa.func.min(Appointment.starts_at)).where(
            Appointment.person_id == account.person_id,
            Appointment.status.in_(_RECEIVED),
            Appointment.mediator_id.in_(_team(structure_id)),
        )
    )
    proofed = session.scalar(
        sa.select(sa.func.min(Proofing.at)).where(
            Proofing.account_id == account.id,
            Proofing.structure_id == structure_id,
            Proofing.level > 0,
        )
    )
    return min((at for at in (received, proofed) if at is not None), default=None)


def has_other_way(person: Person) -> bool:
    """Tell whether the owner can be reached otherwise: an e-mail or a telephone they confirmed."""
    return person.email_confirmed_at is not None or person.phone_confirmed_at is not None


def live_card(session: Session, account_id: int) -> Card | None:
    """Return the card of an account that is not dead, activated or not."""
    return session.scalar(
        sa.select(Card).where(Card.account_id == account_id, Card.revoked_at.is_(None))
    )


def card(session: Session, card_id: int) -> Card | None:
    """Return a card that is not dead."""
    return session.scalar(sa.select(Card).where(Card.id == card_id, Card.revoked_at.is_(None)))


def cards_of(session: Session, *, structure_id: int, since: datetime) -> list[tuple[Card, Account]]:
    """Return the cards that a structure printed, newest first, to hold against the paper."""
    statement = (
        sa.select(Card, Account)
        .join(Account, Account.id == Card.issued_by_id)
        .where(Card.structure_id == structure_id, Card.issued_at > since)
        .order_by(Card.issued_at.desc(), Card.id.desc())
        .limit(100)
    )
    return [(card, agent) for card, agent in session.execute(statement)]


def proofings(session: Session, account_id: int) -> list[tuple[Proofing, str | None]]:
    """Return the proofs of an account with the structure that saw them, newest first."""
    statement = (
        sa.select(Proofing, Structure.name)
        .outerjoin(Structure, Structure.id == Proofing.structure_id)
        .where(Proofing.account_id == account_id)
        .order_by(Proofing.at.desc(), Proofing.id.desc())
    )
    return [(proofing, name) for proofing, name in session.execute(statement)]


def accounts_named(session: Session, *, name: str) -> list[tuple[Account, Person]]:
    """Return the open accounts of people whose name has every word typed."""
    words = fold(name).split()
    if not words:
        return []
    spaced = sa.literal(" ") + Person.name_key + sa.literal(" ")
    statement = (
        sa.select(Account, Person)
        .join(Person, Person.id == Account.person_id)
        .where(
            Account.role == Role.CITIZEN,
            Account.closed_at.is_(None),
            *(spaced.contains(f" {word} ", autoescape=True) for word in words),
        )
        .limit(_AMONG)
    )
    return [(account, person) for account, person in session.execute(statement)]


@dataclass(frozen=True, slots=True)
class Line:
    """A recovery with those whom it concerns, ready to be shown."""

    recovery: Recovery
    account: Account
    person: Person
    opened_by: Account
    confirmed_by: Account | None
    structure: str

    def stage(self, at: datetime) -> Stage:
        """Return where it stands."""
        return stage_of(self.recovery, at)


def stage_of(recovery: Recovery, at: datetime) -> Stage:
    """Return where a recovery stands."""
    return stage(
        opened_at=recovery.opened_at,
        ready=recovery.ready_at,
        refused_at=recovery.refused_at,
        done_at=recovery.done_at,
        at=at,
    )


def _lines() -> sa.Select[*tuple[Any, ...]]:
    opener, second = aliased(Account), aliased(Account)
    return (
        sa.select(Recovery, Account, Person, opener, second, Structure.name)
        .join(Account, Account.id == Recovery.account_id)
        .join(Person, Person.id == Account.person_id)
        .join(opener, opener.id == Recovery.opened_by_id)
        .outerjoin(second, second.id == Recovery.confirmed_by_id)
        .join(Structure, Structure.id == Recovery.structure_id)
        .order_by(Recovery.opened_at.desc(), Recovery.id.desc())
    )


def recovery(session: Session, public_id: str, *, structure_id: int | None) -> Line:
    """Return a recovery of the structure; raises NotFound for another structure's."""
    row = session.execute(
        _lines().where(Recovery.public_id == public_id, Recovery.structure_id == structure_id)
    ).first()
    if row is None:
        raise NotFound("recovery")
    return Line(*row)


def recoveries_of(session: Session, account_id: int) -> list[Line]:
    """Return the recoveries of an account, newest first."""
    return [
        Line(*row) for row in session.execute(_lines().where(Recovery.account_id == account_id))
    ]


def newest(session: Session) -> Line:
    """Return the recovery opened last; raises NotFound when there is none."""
    row = session.execute(_lines().limit(1)).first()
    if row is None:
        raise NotFound("recovery")
    return Line(*row)


def open_recovery(
    session: Session, account_id: int, *, structure_id: int, at: datetime
) -> Recovery | None:
    """Return the recovery of an account that a structure has open."""
    return session.scalar(
        sa.select(Recovery)
        .where(
            Recovery.account_id == account_id,
            Recovery.structure_id == structure_id,
            Recovery.refused_at.is_(None),
            Recovery.done_at.is_(None),
            Recovery.opened_at > at - RECOVERY_LASTS,
        )
        .order_by(Recovery.id.desc())
        .limit(1)
    )


def to_confirm(session: Session, *, structure_id: int, not_by: int, at: datetime) -> list[Line]:
    """Return what waits for a second agent of the structure, other than the one who opened it."""
    statement = _lines().where(
        Recovery.structure_id == structure_id,
        Recovery.opened_by_id != not_by,
        Recovery.ground == "second_agent",
        Recovery.confirmed_at.is_(None),
        Recovery.refused_at.is_(None),
        Recovery.done_at.is_(None),
        Recovery.ready_at > at,
    )
    return [Line(*row) for row in session.execute(statement)]


def under_way(session: Session, *, structure_id: int, at: datetime) -> list[Line]:
    """Return the recoveries of the structure that may still be done."""
    statement = _lines().where(
        Recovery.structure_id == structure_id,
        Recovery.refused_at.is_(None),
        Recovery.done_at.is_(None),
        Recovery.opened_at > at - RECOVERY_LASTS,
    )
    return [Line(*row) for row in session.execute(statement)]


def to_review(session: Session, *, structure_id: int, at: datetime) -> list[Line]:
    """Return the recoveries of the week, and older ones that nobody has looked at."""
    statement = _lines().where(
        Recovery.structure_id == structure_id,
        sa.or_(
            Recovery.opened_at > at - timedelta(days=7),
            Recovery.review.is_distinct_from("seen"),
        ),
    )
    return [Line(*row) for row in session.execute(statement.limit(200))]


def opened_today(session: Session, *, agent_id: int, at: datetime) -> list[datetime]:
    """Return when an agent opened recoveries in the last 24 hours, the oldest first."""
    return list(
        session.scalars(
            sa.select(Recovery.opened_at)
            .where(Recovery.opened_by_id == agent_id, Recovery.opened_at > at - timedelta(days=1))
            .order_by(Recovery.opened_at)
        )
    )


def _team(structure_id: int) -> sa.Select[int]:
    return sa.select(Account.id).where(Account.structure_id == structure_id)


def rows_of(session: Session, account_id: int) -> list[dict[str, Any]]:
    """Return what is held of an account as plain values, without any secret."""
    cards = session.scalars(sa.select(Card).where(Card.account_id == account_id))
    return [
        *(
            {
                "kind": "card",
                "serial": one.serial,
                "issued_at": one.issued_at,
                "activated_at": one.activated_at,
                "revoked_at": one.revoked_at,
            }
            for one in cards
        ),
        *(
            {
                "kind": "proofing",
                "level": one.level,
                "method": one.method.value,
                "document": one.document_kind.value if one.document_kind else None,
                "structure": structure,
                "at": one.at,
            }
            for one, structure in proofings(session, account_id)
        ),
        *(
            {
                "kind": "recovery",
                "structure": line.structure,
                "opened_at": line.recovery.opened_at,
                "ground": line.recovery.ground.value,
                "done_at": line.recovery.done_at,
            }
            for line in recoveries_of(session, account_id)
        ),
    ]


def ways(session: Session, account_id: int) -> set[str]:
    """Return {"card"} when the account's card has a lasting code."""
    held = live_card(session, account_id)
    return {"card"} if held is not None and held.code_hash is not None else set()
