"""Read who waits: one by its reference or code, those of a person, the list in its order."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from inclusion.contact import same_name
from inclusion.errors import NotFound
from inclusion.waiting.models import WaitingEntry, WaitingOffer
from inclusion.waiting.rules.entries import ACTIVE, Answer, EntryState
from inclusion.waiting.rules.matching import Turn, Wish, may_meet, order


def whole() -> tuple[ORMOption, ...]:
    """Load what every page of an entry shows, in one query."""
    return (
        joinedload(WaitingEntry.person),
        joinedload(WaitingEntry.reason),
        joinedload(WaitingEntry.place),
        joinedload(WaitingEntry.mediator),
        joinedload(WaitingEntry.earlier_than),
        joinedload(WaitingEntry.appointment),
    )


def find_entry(session: Session, public_id: str) -> WaitingEntry | None:
    """Return the entry of a reference, None when there is none."""
    return session.scalar(
        sa.select(WaitingEntry).where(WaitingEntry.public_id == public_id).options(*whole())
    )


def entry(session: Session, public_id: str) -> WaitingEntry:
    """Return the entry of a reference; raises NotFound."""
    found = find_entry(session, public_id)
    if found is None:
        raise NotFound("waiting_entry")
    return found


def find_by_code_and_name(session: Session, code: str, name: str) -> WaitingEntry | None:
    """Return the entry of a code when the name is its person's, None in every other case."""
    found = session.scalar(
        sa.select(WaitingEntry).where(WaitingEntry.code == code).options(*whole())
    )
    return found if found is not None and same_name(name, found.person.name) else None


def entries_of(session: Session, person_id: int) -> list[WaitingEntry]:
    """Return all that a person ever waited for, newest first."""
    statement = (
        sa.select(WaitingEntry)
        .where(WaitingEntry.person_id == person_id)
        .options(*whole())
        .order_by(WaitingEntry.created_at.desc(), WaitingEntry.id.desc())
    )
    return list(session.scalars(statement))


def active_entries(
    session: Session,
    *,
    person_id: int | None = None,
    reason_id: int | None = None,
    states: Collection[EntryState] = ACTIVE,
) -> list[WaitingEntry]:
    """Return who is on the list, by arrival; only those asked for when something is said."""
    statement = sa.select(WaitingEntry).where(WaitingEntry.state.in_(states)).options(*whole())
    if person_id is not None:
        statement = statement.where(WaitingEntry.person_id == person_id)
    if reason_id is not None:
        statement = statement.where(WaitingEntry.reason_id == reason_id)
    return list(session.scalars(statement.order_by(WaitingEntry.created_at, WaitingEntry.id)))


def watch_of(session: Session, appointment_id: int) -> WaitingEntry | None:
    """Return who waits for an hour earlier than this appointment."""
    return session.scalar(
        sa.select(WaitingEntry)
        .where(WaitingEntry.earlier_than_id == appointment_id, WaitingEntry.state.in_(ACTIVE))
        .options(*whole())
    )


def pending_offer(session: Session, entry_id: int) -> WaitingOffer | None:
    """Return the hour that waits for this person's answer, None when there is none."""
    return session.scalar(
        sa.select(WaitingOffer)
        .where(WaitingOffer.entry_id == entry_id, WaitingOffer.answer == Answer.PENDING)
        .options(joinedload(WaitingOffer.place))
    )


def offers_of(session: Session, entry_id: int) -> list[WaitingOffer]:
    """Return every hour that somebody was offered, newest first."""
    statement = (
        sa.select(WaitingOffer)
        .where(WaitingOffer.entry_id == entry_id)
        .options(joinedload(WaitingOffer.place))
        .order_by(WaitingOffer.id.desc())
    )
    return list(session.scalars(statement))


def pending_offers(session: Session, entries: Collection[int]) -> dict[int, WaitingOffer]:
    """Return the hours that wait for an answer, by entry."""
    statement = (
        sa.select(WaitingOffer)
        .where(WaitingOffer.entry_id.in_(entries), WaitingOffer.answer == Answer.PENDING)
        .options(joinedload(WaitingOffer.place))
    )
    return {one.entry_id: one for one in session.scalars(statement)}


def already_offered(session: Session, entries: Collection[int]) -> set[tuple[int, int, datetime]]:
    """Return what was offered before: entry, place, hour. Nothing is offered twice."""
    statement = sa.select(
        WaitingOffer.entry_id, WaitingOffer.place_id, WaitingOffer.starts_at
    ).where(WaitingOffer.entry_id.in_(entries))
    return {(entry, place, starts_at) for entry, place, starts_at in session.execute(statement)}


def wish_of(one: WaitingEntry) -> Wish:
    """Return what somebody waits for, as the rules read it."""
    return Wish(
        place_id=one.place_id,
        point=one.point,
        radius_km=one.radius_km,
        weekdays=frozenset(int(day) for day in one.weekdays),
        moment=one.moment,
        from_on=one.from_on,
        until_on=one.until_on,
        mediator_id=one.mediator_id,
        earlier_than=one.earlier_than.starts_at if one.earlier_than else None,
    )


def turn_of(one: WaitingEntry) -> Turn:
    """Return what decides the turn of somebody."""
    return Turn(one.created_at, one.id, one.deadline_on, one.earlier_than_id is not None)


def ahead_of(session: Session, one: WaitingEntry, *, on: datetime) -> int:
    """Return how many come before somebody, for the same need in the places that may serve both.

    on: an instant of the day that deadlines are compared with.
    """
    mine, wish = order(turn_of(one), on), wish_of(one)
    others = active_entries(session, reason_id=one.reason_id)
    return sum(
        order(turn_of(other), on) < mine and may_meet(wish_of(other), wish)
        for other in others
        if other.id != one.id
    )


def ended_by(session: Session, today: date) -> list[int]:
    """Return who waits still after the last day that suits them."""
    statement = sa.select(WaitingEntry.id).where(
        WaitingEntry.state == EntryState.WAITING, WaitingEntry.until_on < today
    )
    return list(session.scalars(statement))
