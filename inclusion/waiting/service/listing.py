"""Join the waiting list, change what one waits for, leave it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.appointments.models import Appointment, Reason
from inclusion.appointments.rules.booking import PENDING, Origin
from inclusion.clock import paris_today
from inclusion.people import service as people
from inclusion.people.models import Person
from inclusion.places.models import Place
from inclusion.places.rules.distance import Point
from inclusion.tokens import spoken_code
from inclusion.waiting.models import WaitingEntry
from inclusion.waiting.queries import entries as read
from inclusion.waiting.rules.entries import ACTIVE, EntryState, Moment, NothingToWatch, WishRefused
from inclusion.waiting.rules.matching import EARLIER_BY
from inclusion.waiting.rules.offering import LIFE
from inclusion.waiting.service import offering
from inclusion.waiting.service.noting import locked, locked_active, record


@dataclass(frozen=True, slots=True)
class Where:
    """Where somebody would go: a place, or any place near a point; area: the commune in words."""

    place_id: int | None = None
    point: Point | None = None
    radius_km: int | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """When somebody can come; weekdays: 0 for Monday, none for any."""

    weekdays: Collection[int] = ()
    moment: Moment = Moment.ANY
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Joining:
    """What somebody asks of the list."""

    reason_id: int
    where: Where
    when: When = field(default_factory=When)
    interpreter_language: str = ""
    equipment: Collection[str] = ()
    mediator_id: int | None = None
    origin: Origin = Origin.WEB


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody not known yet: a name, and a telephone to call them."""

    name: str
    phone: str | None = None
    language: str = "fr"


def join(
    session: Session,
    asked: Joining,
    *,
    person: Person | Newcomer,
    actor: Actor,
    at: datetime,
    idempotency_key: str | None = None,
) -> WaitingEntry:
    """Put somebody on the list and return their entry; the same form twice gives one entry.

    Somebody known who waits for the same need already changes their wishes, and keeps their turn.
    Raises Invalid for a name that is none, WishRefused for a wish that makes no sense.
    """
    known = _of_key(session, idempotency_key)
    if known is not None:
        return known
    if isinstance(person, Person):
        already = _waits_already(session, person.id, asked.reason_id)
        if already is not None:
            return change(
                session, already.id, where=asked.where, when=asked.when, actor=actor, at=at
            )
    try:
        with session.begin_nested():
            whom = person if isinstance(person, Person) else _added(session, person, at)
            entry = _new(
                session,
                reason_id=asked.reason_id,
                person_id=whom.id,
                origin=asked.origin,
                actor=actor,
                at=at,
            )
            entry.idempotency_key = idempotency_key
            entry.interpreter_language = asked.interpreter_language
            entry.equipment = sorted(asked.equipment)
            entry.mediator_id = asked.mediator_id
            _wish(session, entry, asked.where, asked.when, at)
            session.add(entry)
            session.flush()
    except IntegrityError:
        twin = _of_key(session, idempotency_key)
        if twin is None:
            raise
        return twin
    record(session, "waiting.joined", entry, actor, at)
    return read.entry(session, entry.public_id)


def watch(session: Session, appointment_id: int, *, actor: Actor, at: datetime) -> WaitingEntry:
    """Wait for an hour earlier than an appointment, at its place; asking twice is asking once.

    Raises NothingToWatch when it is over, or less than two days ahead.
    """
    already = read.watch_of(session, appointment_id)
    if already is not None:
        return already
    one = session.get_one(Appointment, appointment_id)
    if one.status not in PENDING or one.starts_at - EARLIER_BY <= at or one.person_id is None:
        raise NothingToWatch("appointment")
    origin = Origin.TELEPHONE if actor.role not in {"public", "citizen"} else Origin.WEB
    entry = _new(
        session,
        reason_id=one.reason_id,
        person_id=one.person_id,
        origin=origin,
        actor=actor,
        at=at,
    )
    entry.earlier_than_id = one.id
    entry.interpreter_language = one.interpreter_language
    last = paris_today(one.starts_at)
    _wish(session, entry, Where(place_id=one.place_id), When(until_on=last), at)
    try:
        with session.begin_nested():
            session.add(entry)
            session.flush()
    except IntegrityError:
        twin = read.watch_of(session, appointment_id)
        if twin is None:
            raise
        return twin
    record(session, "waiting.joined", entry, actor, at, detail={"earlier": True})
    return read.entry(session, entry.public_id)


def change(
    session: Session, entry_id: int, *, where: Where, when: When, actor: Actor, at: datetime
) -> WaitingEntry:
    """Change what somebody waits for; they keep their turn. Raises NotWaiting, WishRefused."""
    entry = locked_active(session, entry_id)
    _wish(session, entry, where, when, at)
    session.flush()
    record(session, "waiting.changed", entry, actor, at)
    return read.entry(session, entry.public_id)


def press(
    session: Session,
    entry_id: int,
    *,
    deadline_on: date | None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> WaitingEntry:
    """Write the date that presses somebody, and why, so that their turn comes first; or erase it.

    Raises NotWaiting, WishRefused(deadline_reason) without a reason, WishRefused(deadline) for a
    day that is past.
    """
    entry = locked_active(session, entry_id)
    if deadline_on is not None and not reason.strip():
        raise WishRefused("deadline_reason", field="deadline_reason")
    if deadline_on is not None and deadline_on < paris_today(at):
        raise WishRefused("deadline", field="deadline_on")
    entry.deadline_on = deadline_on
    entry.deadline_reason = reason.strip()[:200] if deadline_on is not None else ""
    session.flush()
    said = {"deadline_on": deadline_on.isoformat() if deadline_on else None}
    record(session, "waiting.pressed", entry, actor, at, detail={**said})
    return entry


def leave(session: Session, entry_id: int, *, actor: Actor, at: datetime) -> WaitingEntry:
    """Take somebody off the list; what was kept for them goes on. Leaving twice is leaving once."""
    entry = locked(session, entry_id)
    if not entry.is_active:
        return entry
    offering.drop(session, entry, at=at)
    entry.state, entry.ended_at = EntryState.LEFT, at
    session.flush()
    record(session, "waiting.left", entry, actor, at)
    return entry


def leave_all(session: Session, person_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a person off the list wherever they are on it."""
    for one in read.active_entries(session, person_id=person_id):
        leave(session, one.id, actor=actor, at=at)


def _new(
    session: Session,
    *,
    reason_id: int,
    person_id: int,
    origin: Origin,
    actor: Actor,
    at: datetime,
) -> WaitingEntry:
    return WaitingEntry(
        code=_new_code(session),
        reason_id=session.get_one(Reason, reason_id).id,
        person_id=person_id,
        state=EntryState.WAITING,
        origin=origin,
        added_by_id=actor.account_id,
        created_at=at,
        equipment=[],
        deadline_reason="",
        offers_count=0,
    )


def _wish(session: Session, entry: WaitingEntry, where: Where, when: When, at: datetime) -> None:
    point, area = where.point, where.area
    if where.place_id is not None:
        place = session.get_one(Place, where.place_id)
        point, area = point or place.point, area or place.commune
    if where.place_id is None and (point is None or where.radius_km is None):
        raise WishRefused("where", field="commune")
    until_on = when.until_on or paris_today(at) + LIFE
    if until_on < max(when.from_on or paris_today(at), paris_today(at)):
        raise WishRefused("until", field="until_on")
    entry.place_id, entry.area, entry.radius_km = where.place_id, area[:100], where.radius_km
    entry.latitude, entry.longitude = point if point is not None else (None, None)
    if entry.radius_km is not None and point is None:
        entry.radius_km = None
    entry.weekdays = "".join(str(day) for day in sorted(set(when.weekdays)))
    entry.moment, entry.from_on, entry.until_on = when.moment, when.from_on, until_on


def _added(session: Session, newcomer: Newcomer, at: datetime) -> Person:
    return people.add(
        session, name=newcomer.name, phone=newcomer.phone, language=newcomer.language, at=at
    )


def _waits_already(session: Session, person_id: int, reason_id: int) -> WaitingEntry | None:
    return session.scalar(
        sa.select(WaitingEntry)
        .where(
            WaitingEntry.person_id == person_id,
            WaitingEntry.reason_id == reason_id,
            WaitingEntry.state.in_(ACTIVE),
            WaitingEntry.earlier_than_id.is_(None),
        )
        .order_by(WaitingEntry.id)
        .limit(1)
    )


def _of_key(session: Session, key: str | None) -> WaitingEntry | None:
    if key is None:
        return None
    return session.scalar(
        sa.select(WaitingEntry).where(WaitingEntry.idempotency_key == key).options(*read.whole())
    )


def _new_code(session: Session) -> str:
    while True:
        code = spoken_code()
        known = sa.select(WaitingEntry.id).where(WaitingEntry.code == code)
        if session.scalar(known) is None:
            return code
