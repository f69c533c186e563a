"""Somebody on the waiting list, for tests."""

from contextlib import contextmanager

from inclusion.appointments.rules.booking import Origin
from inclusion.people.models import Person
from inclusion.waiting.service import listing, running
from inclusion.waiting.service.listing import Joining, Newcomer, When, Where
from tests.support.appointments import AT, PUBLIC_CITIZEN


def join(ground, name="Rosa Ferreira", *, at=AT, where=None, when=None, phone=None, **values):
    """Put somebody new on the list for the ground's reason, at its place unless said."""
    asked = Joining(
        reason_id=ground.reason.id,
        where=where or Where(place_id=ground.place_id),
        when=when or When(),
        origin=values.pop("origin", Origin.WEB),
        **values,
    )
    return listing.join(
        ground.session, asked, person=Newcomer(name, phone), actor=PUBLIC_CITIZEN, at=at
    )


def confirmed(session, entry, *, phone="+33639981201"):
    """Give a confirmed telephone to who waits."""
    person = session.get_one(Person, entry.person_id)
    person.phone, person.phone_confirmed_at = phone, AT
    session.flush()
    return person


def tick(session, at):
    """Do what the worker does each minute, in one session."""
    reading = writing = _borrowed(session)
    running.end_due(reading, writing, at)
    return running.hand_on(reading, writing, at)


def look(session, at):
    """Do what the worker does each hour, in one session."""
    reading = writing = _borrowed(session)
    return running.look_for_hours(reading, writing, at)


def _borrowed(session):
    @contextmanager
    def borrow():
        yield session
        session.flush()

    return borrow
