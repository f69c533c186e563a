"""Openings laid out as rows, absences, and the search that reads them."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from inclusion.appointments.models import Opening
from inclusion.appointments.queries import nearby, slots
from inclusion.appointments.rules.booking import Span
from inclusion.appointments.rules.refusals import OutsideHours, SlotTaken
from inclusion.appointments.service import laying, openings
from inclusion.clock import to_paris
from inclusion.places.models import Place
from inclusion.places.rules.distance import Point
from tests.support.appointments import AT, lay

MANTES = Point(48.99, 1.72)


@pytest.fixture
def ground(session):
    return lay(session)


def hours(session, rule=None):
    statement = sa.select(Opening).order_by(Opening.starts_at)
    return [(o.starts_at, o.ends_at) for o in session.scalars(statement)]


def test_a_rule_is_laid_out_a_year_ahead(ground, session):
    ground.open_on(ground.mediators[0], 1)

    laid = hours(session)

    assert len(laid) == 52  # 53 Tuesdays, less 14 July
    assert laid[0][0] == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert {to_paris(starts).time() for starts, _ends in laid} == {time(9)}


def test_laying_out_again_changes_nothing(ground, session):
    rule = ground.open_on(ground.mediators[0], 1)
    before = session.scalars(sa.select(Opening.id)).all()

    laying.lay_out_openings(session, rule, date(2027, 3, 4), at=AT)

    assert session.scalars(sa.select(Opening.id)).all() == before


def test_every_night_the_horizon_moves_on(ground, session):
    ground.open_on(ground.mediators[0], 1)
    before = len(hours(session))

    laying.lay_out_all(session, at=AT + timedelta(weeks=2))

    assert len(hours(session)) == before + 2


def test_nothing_opens_on_a_public_holiday(ground, session):
    ground.open_on(ground.mediators[0], 4)  # Friday 1 and 8 May 2026

    days = {to_paris(starts).date() for starts, _ends in hours(session)}

    assert date(2026, 4, 24) in days
    assert not days & {date(2026, 5, 1), date(2026, 5, 8)}


def test_an_exception_an_end_and_a_change_are_laid_out_at_once(ground, session):
    rule = ground.open_on(ground.mediators[0], 1)

    openings.except_rule(session, rule=rule, on_date=date(2026, 3, 10), actor=ground.agent, at=AT)
    openings.change_rule(
        session,
        rule=rule,
        starts=time(14),
        ends=time(17),
        place_id=ground.place_id,
        actor=ground.agent,
        at=AT,
    )
    openings.end_rule(session, rule=rule, last_on=date(2026, 3, 17), actor=ground.agent, at=AT)

    assert [to_paris(starts).isoformat() for starts, _ends in hours(session)] == [
        "2026-03-03T14:00:00+01:00",
        "2026-03-17T14:00:00+01:00",
    ]


def test_an_opening_without_length_is_refused(ground):
    with pytest.raises(OutsideHours):
        ground.open_on(ground.mediators[0], 1, starts=time(12), ends=time(12))


def test_one_day_opens_alone_but_not_on_a_holiday(ground, session):
    def add(on):
        return openings.add_opening(
            session,
            mediator_id=ground.mediators[0].id,
            place_id=ground.place_id,
            on=on,
            starts=time(9),
            ends=time(12),
            actor=ground.agent,
            at=AT,
        )

    assert add(date(2026, 3, 7)).starts_at == datetime(2026, 3, 7, 8, tzinfo=UTC)
    with pytest.raises(OutsideHours):
        add(date(2026, 5, 1))


def test_hours_of_both_clock_change_nights_are_found(session):
    ground = lay(session)
    mediator = ground.mediators[0]
    ground.open_on(mediator, 6, starts=time(1), ends=time(4), first_on=date(2026, 3, 29))
    span = Span(datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 12, tzinfo=UTC))

    found = slots.free_slots(session, ground.reason.terms, span)

    assert [to_paris(one.starts_at).strftime("%H:%M") for one in found] == [
        "01:00",
        "01:15",
        "01:30",
        "01:45",
        "03:00",
        "03:15",
    ]


def test_free_hours_leave_out_what_is_taken_and_absences(ground, session):
    mediator = ground.mediators[0]
    ground.open_on(mediator, 2)
    first = datetime(2026, 3, 4, 8, tzinfo=UTC)
    ground.book(first)
    openings.add_absence(
        session,
        mediator_id=mediator.id,
        starts_at=first + timedelta(hours=2),
        ends_at=first + timedelta(hours=9),
        actor=ground.agent,
        at=AT,
    )
    terms = ground.reason.terms
    span = Span(first, first + timedelta(hours=9))

    found = slots.free_slots_at(session, terms, span, place_id=ground.place_id)

    assert [one.starts_at - first for one in found] == [
        timedelta(minutes=45),
        timedelta(minutes=60),
        timedelta(minutes=75),
    ]
    assert [len(day.slots) for day in slots.days(found, terms=terms)] == [1]


def test_the_first_hour_of_each_place_is_found_far_ahead_too(ground, session):
    ground.open_on(ground.mediators[0], 2, first_on=date(2026, 4, 15))
    span = slots.public_span(ground.reason.terms, AT)

    found = slots.first_slot_by_place(session, ground.reason.terms, span, places=[ground.place_id])

    assert to_paris(found[ground.place_id].starts_at).isoformat() == "2026-04-15T09:00:00+02:00"


def test_near_places_come_with_their_first_hour(ground, session):
    ground.open_on(ground.mediators[0], 2)
    span = slots.public_span(ground.reason.terms, AT)

    found = nearby.near(session, ground.reason.terms, span, point=MANTES)

    assert [one.place.id for one in found.near] == [ground.place_id]
    assert 2 < found.near[0].distance_km < 3
    assert found.far == []


def test_farther_places_are_offered_when_nothing_near_is_free(ground, session):
    ground.open_on(ground.mediators[0], 2)
    span = slots.public_span(ground.reason.terms, AT)

    found = nearby.near(session, ground.reason.terms, span, point=Point(48.9, 2.2))

    assert found.near == []
    assert [one.place.id for one in found.far] == [ground.place_id]


def test_days_are_shown_some_at_a_time(ground, session):
    ground.open_on(ground.mediators[0], 2)
    terms = ground.reason.terms

    page = nearby.days_at(session, terms, AT, place_id=ground.place_id, limit=3)
    after = nearby.days_at(
        session,
        terms,
        AT,
        place_id=ground.place_id,
        first=datetime(2026, 3, 19, tzinfo=UTC),
        limit=3,
    )

    assert [day.on for day in page.days] == [
        date(2026, 3, 4),
        date(2026, 3, 11),
        date(2026, 3, 18),
    ]
    assert page.more_after == date(2026, 3, 18)
    assert page.is_first
    assert after.days[0].on == date(2026, 3, 25)
    assert not after.is_first


def test_a_less_crowded_place_passes_one_that_is_hardly_nearer(ground, session):
    """The nearest place is full for weeks; another one, a kilometre farther, has a free hour."""
    near = ground.mediators[0]
    ground.open_on(near, 2)
    first_free = slots.public_span(ground.reason.terms, AT)
    other = Place(
        source_id="autre",
        slug="autre",
        name="Autre",
        postal_code="78711",
        commune="Mantes-la-Ville",
        latitude=48.961,
        longitude=1.71,
        imported_at=AT,
    )
    session.add(other)
    session.flush()
    ground.open_on(near, 3, place_id=other.id)
    found = nearby.near(session, ground.reason.terms, first_free, point=Point(48.97, 1.71))
    assert [one.place.slug for one in found.near][-1] == "autre"
    week = [
        slot.starts_at
        for slot in slots.free_slots(
            session, ground.reason.terms, first_free, places=[ground.place_id]
        )
    ]
    for starts_at in week[:60]:
        with suppress(SlotTaken):
            ground.book(starts_at)

    found = nearby.near(session, ground.reason.terms, first_free, point=Point(48.97, 1.71))

    assert found.near[0].place.slug == "autre"
    assert found.near[0].why is not None
