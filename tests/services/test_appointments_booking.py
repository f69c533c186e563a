"""Book, move and cancel on real databases."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from inclusion.appointments.models import Appointment
from inclusion.appointments.queries import appointments
from inclusion.appointments.rules.booking import Attendance, Channel, Company, Origin, Slot, Status
from inclusion.appointments.rules.refusals import NotNow, SlotTaken, TooLate, TooSoon
from inclusion.appointments.service import booking, holding, moving, openings
from inclusion.audit.models import AuditEvent
from inclusion.people.models import Person
from tests.support.appointments import AT, PUBLIC_CITIZEN, lay

WEDNESDAY = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)  # 9 h in Paris
NEXT_WEEK = WEDNESDAY + timedelta(weeks=1)
COOLED = AT + holding.COOLING[1]
"""When an hour freed at AT is everybody's again."""


@pytest.fixture
def ground(session):
    made = lay(session)
    made.open_on(made.mediators[0], 2)
    return made


def slot_at(ground, starts_at):
    return Slot(starts_at, starts_at + timedelta(minutes=45), ground.place_id)


def test_an_appointment_has_a_code_a_mediator_and_an_end(ground):
    booked = ground.book(WEDNESDAY, attendance=Attendance(people_count=2, channel=Channel.SPOKEN))

    assert booked.mediator_id == ground.mediators[0].id
    assert booked.ends_at == WEDNESDAY + timedelta(minutes=45)
    assert booked.status is Status.SCHEDULED
    assert len(booked.code) == 8
    assert booked.people_count == 2


def test_every_act_is_in_the_journal(ground, session):
    booked = ground.book(NEXT_WEEK)
    moved = moving.move(
        session,
        appointment_id=booked.id,
        slot=slot_at(ground, NEXT_WEEK + timedelta(hours=1)),
        actor=PUBLIC_CITIZEN,
        at=AT,
    )
    booking.cancel(session, appointment_id=moved.id, actor=PUBLIC_CITIZEN, at=AT)

    events = session.scalars(
        sa.select(AuditEvent)
        .where(AuditEvent.person_id == ground.person_id)
        .order_by(AuditEvent.id)
    ).all()

    assert [event.action for event in events] == [
        "appointment.booked",
        "appointment.moved",
        "appointment.cancelled",
    ]
    assert all("Diarra" not in str(event.detail) for event in events)


def test_the_same_hour_is_not_given_twice(ground):
    ground.book(WEDNESDAY)

    with pytest.raises(SlotTaken):
        ground.book(WEDNESDAY)


def test_an_hour_that_overlaps_is_not_given(ground):
    ground.book(WEDNESDAY)

    with pytest.raises(SlotTaken):
        ground.book(WEDNESDAY + timedelta(minutes=30))


def test_an_hour_that_begins_when_another_ends_is_given(ground):
    ground.book(WEDNESDAY)

    assert ground.book(WEDNESDAY + timedelta(minutes=45)).id


@pytest.mark.parametrize(("hours", "minutes"), [(-1, 0), (2, 30), (24, 0), (0, 0.5)], ids=str)
def test_an_hour_outside_an_opening_is_not_given(ground, hours, minutes):
    with pytest.raises(SlotTaken):
        ground.book(WEDNESDAY + timedelta(hours=hours, minutes=minutes))


def test_an_absence_closes_its_hours(ground, session):
    openings.add_absence(
        session,
        mediator_id=ground.mediators[0].id,
        starts_at=WEDNESDAY - timedelta(days=1),
        ends_at=WEDNESDAY + timedelta(hours=1),
        actor=ground.agent,
        at=AT,
    )

    with pytest.raises(SlotTaken):
        ground.book(WEDNESDAY + timedelta(minutes=30))
    assert ground.book(WEDNESDAY + timedelta(hours=1)).id


def test_the_public_needs_notice_and_an_agent_does_not(ground):
    late = WEDNESDAY - timedelta(hours=1)

    with pytest.raises(TooSoon):
        ground.book(WEDNESDAY, at=late)
    assert ground.book(WEDNESDAY, at=late, actor=ground.agent).booked_by_id


def test_the_same_key_gives_back_the_same_appointment(ground, session):
    first = ground.book(WEDNESDAY, idempotency_key="k")
    second = ground.book(WEDNESDAY, idempotency_key="k")

    assert first.id == second.id
    assert session.scalar(sa.select(sa.func.count()).select_from(Appointment)) == 1


def test_a_newcomer_is_added_with_the_appointment_and_not_without(ground, session):
    def book(name, key):
        return booking.book_for(
            session,
            person_id=None,
            name=name,
            language="fr",
            slot=slot_at(ground, WEDNESDAY),
            reason=ground.reason,
            origin=Origin.WEB,
            actor=PUBLIC_CITIZEN,
            at=AT,
            attendance=Attendance(company=Company.WITH_RELATIVE, people_count=2),
            idempotency_key=key,
        )

    first = book("Awa Diop", "one")

    assert book("Awa Diop", "one").id == first.id
    with pytest.raises(SlotTaken):
        book("Binta Fall", "two")
    names = session.scalars(sa.select(Person.name).order_by(Person.id)).all()
    assert names == ["Fatoumata Diarra", "Awa Diop"]


def test_the_least_loaded_mediator_receives(session):
    ground = lay(session, mediators=2)
    first, second = ground.mediators
    for mediator in (first, second):
        ground.open_on(mediator, 2)
    ground.book(WEDNESDAY, mediator_id=first.id)

    assert ground.book(WEDNESDAY + timedelta(hours=1)).mediator_id == second.id
    assert ground.book(WEDNESDAY).mediator_id == second.id
    assert ground.book(WEDNESDAY + timedelta(hours=2)).mediator_id == first.id


def test_moving_keeps_the_code_and_frees_the_first_hour(ground, session):
    booked = ground.book(NEXT_WEEK)
    there = slot_at(ground, NEXT_WEEK + timedelta(hours=1))

    moved = moving.move(session, appointment_id=booked.id, slot=there, actor=PUBLIC_CITIZEN, at=AT)

    assert booked.status is Status.RESCHEDULED
    assert (moved.code, moved.moved_from_id) == (booked.code, booked.id)
    assert appointments.current(session, booked).id == moved.id
    assert appointments.find_by_code_and_name(session, booked.code, "diarra").id == moved.id
    assert ground.book(NEXT_WEEK, at=COOLED).id


def test_moving_twice_to_one_hour_moves_once(ground, session):
    booked = ground.book(NEXT_WEEK)
    there = slot_at(ground, NEXT_WEEK + timedelta(hours=1))

    def move():
        return moving.move(
            session, appointment_id=booked.id, slot=there, actor=PUBLIC_CITIZEN, at=AT
        )

    assert move().id == move().id


def test_moving_to_a_taken_hour_changes_nothing(ground, session):
    booked = ground.book(NEXT_WEEK)
    ground.book(NEXT_WEEK + timedelta(hours=1))

    with pytest.raises(SlotTaken):
        moving.move(
            session,
            appointment_id=booked.id,
            slot=slot_at(ground, NEXT_WEEK + timedelta(hours=1)),
            actor=PUBLIC_CITIZEN,
            at=AT,
        )

    session.refresh(booked)
    assert booked.status is Status.SCHEDULED


def test_moving_by_a_quarter_of_an_hour_is_possible(ground, session):
    booked = ground.book(NEXT_WEEK)

    moved = moving.move(
        session,
        appointment_id=booked.id,
        slot=slot_at(ground, NEXT_WEEK + timedelta(minutes=15)),
        actor=PUBLIC_CITIZEN,
        at=AT,
    )

    assert moved.starts_at == NEXT_WEEK + timedelta(minutes=15)


def test_the_person_may_cancel_until_four_hours_before(ground, session):
    booked = ground.book(WEDNESDAY)
    too_late = WEDNESDAY - timedelta(hours=3, minutes=59)

    with pytest.raises(TooLate):
        booking.cancel(session, appointment_id=booked.id, actor=PUBLIC_CITIZEN, at=too_late)
    cancelled = booking.cancel(
        session, appointment_id=booked.id, actor=ground.agent, at=too_late, by_service=True
    )
    assert cancelled.status is Status.CANCELLED_BY_SERVICE


def test_cancelling_frees_the_hour_and_cancelling_again_changes_nothing(ground, session):
    booked = ground.book(WEDNESDAY)
    booking.cancel(session, appointment_id=booked.id, actor=PUBLIC_CITIZEN, at=AT)
    again = booking.cancel(
        session, appointment_id=booked.id, actor=ground.agent, at=AT, by_service=True
    )

    assert again.status is Status.CANCELLED_BY_PERSON
    assert ground.book(WEDNESDAY, at=COOLED).id != booked.id


def test_what_is_cancelled_does_not_move(ground, session):
    booked = ground.book(NEXT_WEEK)
    booking.cancel(session, appointment_id=booked.id, actor=PUBLIC_CITIZEN, at=AT)

    with pytest.raises(NotNow):
        moving.move(
            session,
            appointment_id=booked.id,
            slot=slot_at(ground, NEXT_WEEK + timedelta(hours=1)),
            actor=PUBLIC_CITIZEN,
            at=AT,
        )


@pytest.mark.parametrize("shift", [-44, 0, 44])
def test_the_database_itself_refuses_two_live_appointments_that_overlap(ground, session, shift):
    booked = ground.book(WEDNESDAY + timedelta(hours=1))
    twin = Appointment(
        code="11111111",
        reason_id=booked.reason_id,
        place_id=booked.place_id,
        mediator_id=booked.mediator_id,
        person_id=booked.person_id,
        starts_at=booked.starts_at + timedelta(minutes=shift),
        ends_at=booked.ends_at + timedelta(minutes=shift),
        blocks_until=booked.ends_at + timedelta(minutes=shift),
        origin=Origin.WEB,
        created_at=AT,
    )

    session.add(twin)

    with pytest.raises(IntegrityError, match="appointment_overlap"):
        session.flush()


def test_the_database_refuses_a_cancelled_one_that_comes_back_on_a_taken_hour(ground, session):
    booked = ground.book(WEDNESDAY)
    booking.cancel(session, appointment_id=booked.id, actor=PUBLIC_CITIZEN, at=AT, cools=False)
    ground.book(WEDNESDAY)

    booked.status = Status.SCHEDULED

    with pytest.raises(IntegrityError, match="appointment_overlap"):
        session.flush()


def test_a_wrong_name_and_a_wrong_code_find_the_same_nothing(ground, session):
    booked = ground.book(WEDNESDAY)
    find = appointments.find_by_code_and_name

    assert find(session, booked.code, "Fatoumata DIARRA").id == booked.id
    assert find(session, booked.code, "Martin") is None
    assert find(session, "10101010", "Diarra") is None
