"""Keep an hour for the time of the form, and say when somebody else has it."""

from typing import TYPE_CHECKING

from flask import render_template
from sqlalchemy.orm import Session

from inclusion.appointments.queries import slots
from inclusion.appointments.queries.holds import find_hold
from inclusion.appointments.rules.booking import HoldKind, Slot
from inclusion.appointments.rules.refusals import SlotTaken
from inclusion.appointments.service import holding
from inclusion.appointments.views import journey
from inclusion.clock import paris_today
from inclusion.errors import TooMany
from inclusion.web import limits
from inclusion.web.acting import acting
from inclusion.web.session import actor, now, reading

if TYPE_CHECKING:
    from datetime import datetime

    from inclusion.appointments.models import Reason
    from inclusion.places.models import Place

MOST_BY_NETWORK = 60
"""How many hours one network may keep in ten minutes: a library is one, a robot is not many."""


def kept(reason: "Reason", place_id: int, hour: "datetime") -> bool:
    """Keep an hour for this visit, letting go of the one before; False when it is gone.

    A network that keeps too many hours keeps no more: booking decides then, as ever.
    """
    try:
        limits.guard("hold", limits.network(), limit=MOST_BY_NETWORK)
    except TooMany:
        return True
    limits.note_failure("hold", limits.network())
    until = now() + holding.FORM_LIFE
    try:
        held = acting(lambda db: _hold(db, reason, place_id, hour, until))
    except SlotTaken:
        return False
    journey.keep_hold(held, until)
    return True


def _hold(db: Session, reason: "Reason", place_id: int, hour: "datetime", until: "datetime") -> str:
    before = find_hold(db, journey.hold())
    if before is not None:
        holding.release(db, before)
    return holding.hold(
        db,
        slot=Slot(hour, hour, place_id),
        reason=reason,
        kind=HoldKind.FORM,
        until=until,
        actor=actor(),
        at=now(),
    ).public_id


def taken(chosen: journey.Choices, reason: "Reason", place: "Place", slot: Slot) -> tuple[str, int]:
    """Return the page that says that an hour is gone and offers others: 409."""
    with reading() as db:
        span = slots.public_span(reason.terms, now())
        others = slots.other_slots(db, reason.terms, span, slot=slot)
    page = render_template(
        "appointments/taken.html",
        chosen=chosen,
        reason=reason,
        place=place,
        slot=slot,
        others=others,
        stamp=journey.stamp,
        today=paris_today(now()),
    )
    return page, 409
