"""Somebody who waits, somebody who was offered an hour, and needs that nothing met."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.actors import PUBLIC, SYSTEM, Actor
from inclusion.appointments.models import Reason
from inclusion.appointments.rules.booking import Origin
from inclusion.clock import paris_today
from inclusion.people.models import Person
from inclusion.places.models import Place
from inclusion.waiting.queries import entries as read
from inclusion.waiting.queries.freed import suiting
from inclusion.waiting.rules.entries import Moment
from inclusion.waiting.service import listing, offering, unmet
from inclusion.waiting.service.listing import Joining, Newcomer, When, Where

OFFERED_TO = "100000011"
LACKING = (("78361", 9, Origin.WEB), ("78361", 4, Origin.TELEPHONE), ("92050", 3, Origin.WEB))
"""Communes where searches found nothing, how often, and by which way."""


def load(
    session: Session, *, accounts: Mapping[str, Account], places: Mapping[str, int], at: datetime
) -> None:
    """Write two people on the list at the first mediator's places, and some unmet needs."""
    mediator = next(one for one in accounts.values() if one.role is Role.MEDIATOR)
    reasons = session.scalars(sa.select(Reason).order_by(Reason.position)).all()
    place = _place_of(session, mediator, places)
    _waits(session, mediator, reasons[2], place, at)
    _is_offered(session, accounts[OFFERED_TO], reasons[1], place, at)
    for insee, count, origin in LACKING:
        for _ in range(count):
            unmet.note(session, reason_id=reasons[2].id, origin=origin, insee=insee, at=at)


def _place_of(session: Session, mediator: Account, places: Mapping[str, int]) -> Place:
    own = sa.select(Place).where(
        Place.id.in_(places.values()), Place.structure_id == mediator.structure_id
    )
    return session.scalars(own.order_by(Place.id)).first() or session.get_one(
        Place, min(places.values())
    )


def _waits(session: Session, mediator: Account, reason: Reason, place: Place, at: datetime) -> None:
    """Put somebody on the list by telephone, with a date that presses them."""
    agent = Actor(mediator.id, mediator.role.value, mediator.structure_id)
    asked = Joining(
        reason.id,
        Where(place.id, place.point, None, place.commune),
        When(weekdays=(1, 3), moment=Moment.MORNING),
        origin=Origin.TELEPHONE,
    )
    newcomer = Newcomer("Denise Marchand", "+33639980142")
    entry = listing.join(session, asked, person=newcomer, actor=agent, at=at - timedelta(days=4))
    listing.press(
        session,
        entry.id,
        deadline_on=paris_today(at) + timedelta(days=21),
        reason="Dossier à rendre",
        actor=agent,
        at=at,
    )


def _is_offered(
    session: Session, account: Account, reason: Reason, place: Place, at: datetime
) -> None:
    """Keep the first hour that suits a citizen, as the worker does."""
    person = session.get_one(Person, account.person_id)
    asked = Joining(reason.id, Where(place.id, place.point, 10, place.commune))
    entry = listing.join(session, asked, person=person, actor=PUBLIC, at=at - timedelta(days=2))
    entry = read.entry(session, entry.public_id)
    slot = next(
        one for one in suiting(session, entry, at) if one.starts_at > at + timedelta(days=2)
    )
    offering.offer(session, entry.id, slot, actor=SYSTEM, at=at)
