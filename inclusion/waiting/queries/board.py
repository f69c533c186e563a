"""What a structure sees of the list: who waits for its places, or was added by it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments.models import Opening
from inclusion.appointments.queries.known import agents_of
from inclusion.clock import to_paris
from inclusion.errors import NotFound
from inclusion.places.models import Place
from inclusion.places.rules.distance import kilometres
from inclusion.waiting.models import WaitingEntry, WaitingOffer
from inclusion.waiting.queries import entries as read
from inclusion.waiting.rules.matching import order

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody who waits, with the hour that is kept for them, if one is."""

    entry: WaitingEntry
    offer: WaitingOffer | None


def rows(session: Session, actor: Actor, at: datetime) -> list[Row]:
    """Return who waits for the actor's structure: what waits for an answer first, then by turn."""
    places = own_places(session, actor, at)
    agents = _agents(session, actor)
    found = [one for one in read.active_entries(session) if _is_ours(one, places, agents)]
    offers = read.pending_offers(session, [one.id for one in found])
    found.sort(key=lambda one: (one.id not in offers, order(read.turn_of(one), at)))
    return [Row(one, offers.get(one.id)) for one in found[:SHOWN]]


def entry_for_agent(session: Session, public_id: str, actor: Actor, at: datetime) -> WaitingEntry:
    """Return an entry that the actor's structure sees; raises NotFound for any other."""
    found = read.entry(session, public_id)
    if not _is_ours(found, own_places(session, actor, at), _agents(session, actor)):
        raise NotFound("waiting_entry")
    return found


def own_places(session: Session, actor: Actor, at: datetime) -> list[Place]:
    """Return the places of the actor's structure, and those where its agents receive."""
    used = sa.select(Opening.place_id).where(
        Opening.mediator_id.in_(agents_of(actor)), Opening.ends_at > at
    )
    statement = sa.select(Place).where(
        sa.or_(
            sa.and_(Place.structure_id == actor.structure_id, Place.structure_id.is_not(None)),
            Place.id.in_(used),
        )
    )
    return list(session.scalars(statement.order_by(Place.name, Place.id)))


def half_day(instant: datetime) -> tuple[object, bool]:
    """Return the half day of an instant, to propose one hour of each."""
    local = to_paris(instant)
    return local.date(), local.hour < 12


def _agents(session: Session, actor: Actor) -> set[int]:
    return set(
        session.scalars(
            sa.select(Account.id).where(
                Account.structure_id == actor.structure_id, Account.structure_id.is_not(None)
            )
        )
    )


def _is_ours(one: WaitingEntry, places: Collection[Place], agents: set[int]) -> bool:
    if one.added_by_id in agents:
        return True
    return any(_accepts(one, place) for place in places)


def _accepts(one: WaitingEntry, place: Place) -> bool:
    if one.place_id == place.id:
        return True
    if one.radius_km is None or one.point is None or place.point is None:
        return False
    return kilometres(one.point, place.point) <= one.radius_km
