"""Hours kept a while, buffers, overlaps on purpose, and what an appointment takes."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from inclusion.appointments.models import Appointment, PlaceClosure, Resource, ResourceUse
from inclusion.appointments.queries import appointments
from inclusion.appointments.rules.booking import Attendance, HoldKind, Needs, Slot, Status
from inclusion.appointments.rules.overlap import Overlap
from inclusion.appointments.rules.refusals import Overlaps, SlotTaken
from inclusion.appointments.rules.resources import ClosureCause, ResourceKind
from inclusion.appointments.service import booking, holding, laying, moving, offers
from inclusion.people import service as people
from tests.support.appointments import AT, PUBLIC_CITIZEN, lay

NINE = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
QUARTER = timedelta(minutes=15)
COOLED = AT + holding.COOLING[1]


@pytest.fixture
def ground(session):
    made = lay(session, mediators=2)
    made.open_on(made.mediators[0], 2)
    return made


def held(ground, starts_at, *, at=AT, kind=HoldKind.FORM, **values):
    return holding.hold(
        ground.session,
        slot=Slot(starts_at, starts_at, ground.place_id),
        reason=ground.reason,
        kind=kind,
        until=at + holding.FORM_LIFE,
        actor=PUBLIC_CITIZEN,
        at=at,
        **values,
    )


# ------------------------------------------------------------------------------- holds


def test_a_held_hour_is_nobody_elses(ground):
    held(ground, NINE)

    with pytest.raises(SlotTaken):
        ground.book(NINE)
    with pytest.raises(SlotTaken):
        held(ground, NINE + QUARTER)


def test_a_hold_becomes_the_appointment(ground, session):
    kept = held(ground, NINE)

    booked = ground.book(NINE, held=kept.public_id)

    assert booked.id == kept.id
    assert (booked.status, booked.held_until, booked.hold_kind) == (Status.SCHEDULED, None, None)
    assert booked.person_id == ground.person_id


def test_a_hold_is_in_no_list(ground, session):
    kept = held(ground, NINE, person_id=ground.person_id)

    assert appointments.find_appointment(session, kept.public_id) is None
    assert appointments.appointments_of(session, person_id=ground.person_id) == []
    assert appointments.find_by_code_and_name(session, kept.code, "Diarra") is None


def test_a_hold_that_ended_gives_way_at_once(ground, session):
    gone = held(ground, NINE).public_id
    later = AT + holding.FORM_LIFE

    booked = ground.book(NINE, at=later)

    assert booked.public_id != gone
    assert ground.book(TEN, held=gone, at=later).public_id != gone


def test_a_hold_that_ended_still_books_an_hour_that_stayed_free(ground):
    kept = held(ground, NINE)

    booked = ground.book(NINE, held=kept.public_id, at=AT + holding.FORM_LIFE)

    assert booked.starts_at == NINE


def test_a_hold_of_another_hour_books_nothing_by_itself(ground):
    kept = held(ground, NINE)

    booked = ground.book(TEN, held=kept.public_id)

    assert booked.id != kept.id
    assert booked.starts_at == TEN


def test_ended_holds_are_swept(ground, session):
    held(ground, NINE)
    booked = ground.book(TEN)

    assert holding.drop_expired(session, at=AT) == 0
    assert holding.drop_expired(session, at=AT + holding.FORM_LIFE) == 1
    assert session.scalars(sa.select(Appointment.id)).all() == [booked.id]


def test_a_released_hold_frees_its_hour(ground, session):
    holding.release(session, held(ground, NINE))

    assert ground.book(NINE).id


# ------------------------------------------------------------------------------- freed hours


def test_a_freed_hour_waits_before_it_is_everybodys(ground, session):
    booked = ground.book(NINE)
    booking.cancel(session, appointment_id=booked.id, actor=PUBLIC_CITIZEN, at=AT)

    with pytest.raises(SlotTaken):
        ground.book(NINE, at=AT + timedelta(minutes=9))
    assert ground.book(NINE, at=COOLED).starts_at == NINE


def test_an_agent_may_take_a_freed_hour_at_once(ground, session):
    booked = ground.book(NINE)
    booking.cancel(session, appointment_id=booked.id, actor=PUBLIC_CITIZEN, at=AT)

    assert ground.book(NINE, actor=ground.agent).starts_at == NINE


def test_an_hour_that_is_near_does_not_wait(ground, session):
    booked = ground.book(NINE)
    near = NINE - timedelta(minutes=5)
    booking.cancel(session, appointment_id=booked.id, actor=ground.agent, at=near, by_service=True)

    assert (
        session.scalar(sa.select(Appointment.id).where(Appointment.status == Status.HELD)) is None
    )


# ------------------------------------------------------------------------------- buffers


def test_the_buffer_is_kept_after_and_not_before(ground, session):
    ground.reason.buffer_minutes = 15
    first = ground.book(NINE)

    assert first.blocks_until - first.ends_at == QUARTER
    with pytest.raises(SlotTaken):
        ground.book(first.ends_at)
    assert ground.book(first.blocks_until).id


def test_the_buffer_may_pass_the_closing_hour(ground, session):
    ground.reason.buffer_minutes = 30
    closing = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)

    assert ground.book(closing - timedelta(minutes=45)).blocks_until > closing


# ------------------------------------------------------------------------------- overlaps


def test_an_agent_overlaps_on_purpose_after_a_warning(ground, session):
    there = ground.book(NINE)
    one = ground.mediators[0].id

    with pytest.raises(Overlaps) as refused:
        ground.book(NINE, actor=ground.agent, mediator_id=one, overlap=Overlap("Deux minutes"))
    over = ground.book(
        NINE,
        actor=ground.agent,
        mediator_id=one,
        overlap=Overlap("Deux minutes", refused.value.appointments),
    )

    assert refused.value.appointments == {there.id}
    assert over.overlap_reason == "Deux minutes"


def test_an_agent_is_warned_again_of_what_came_meanwhile(ground):
    there = ground.book(NINE)
    one = ground.mediators[0].id
    seen = Overlap("Deux minutes", frozenset({there.id}))
    meanwhile = ground.book(TEN - QUARTER)

    with pytest.raises(Overlaps) as refused:
        ground.book(NINE + 2 * QUARTER, actor=ground.agent, mediator_id=one, overlap=seen)

    assert refused.value.appointments == {there.id, meanwhile.id}


def test_a_chosen_overlap_blocks_everybody_else(ground, session):
    there = ground.book(NINE)
    ground.book(
        NINE + 2 * QUARTER,
        actor=ground.agent,
        mediator_id=ground.mediators[0].id,
        overlap=Overlap("Deux minutes", frozenset({there.id})),
    )
    booking.cancel(session, appointment_id=there.id, actor=ground.agent, at=AT, cools=False)

    with pytest.raises(SlotTaken):
        ground.book(NINE + QUARTER)
    with pytest.raises(SlotTaken):
        ground.book(TEN)


def test_the_database_itself_refuses_what_comes_over_a_chosen_overlap(ground, session):
    there = ground.book(NINE)
    over = ground.book(
        NINE,
        actor=ground.agent,
        mediator_id=ground.mediators[0].id,
        overlap=Overlap("Deux minutes", frozenset({there.id})),
    )
    booking.cancel(session, appointment_id=there.id, actor=ground.agent, at=AT, cools=False)
    twin = Appointment(
        code="11111111",
        reason_id=over.reason_id,
        place_id=over.place_id,
        mediator_id=over.mediator_id,
        person_id=over.person_id,
        starts_at=over.starts_at,
        ends_at=over.ends_at,
        blocks_until=over.ends_at,
        origin=over.origin,
        created_at=AT,
    )
    session.add(twin)

    with pytest.raises(IntegrityError, match="appointment_overlap"):
        session.flush()


def test_those_who_overlap_live_on(ground, session):
    """A status that changes nothing of the hour asks nobody."""
    there = ground.book(NINE)
    ground.book(
        NINE,
        actor=ground.agent,
        mediator_id=ground.mediators[0].id,
        overlap=Overlap("Deux minutes", frozenset({there.id})),
    )

    there.status = Status.ARRIVED
    there.ends_at -= QUARTER
    there.blocks_until -= QUARTER
    session.flush()


def test_a_reason_to_overlap_is_forgotten_where_nothing_is(ground):
    booked = ground.book(
        NINE, actor=ground.agent, mediator_id=ground.mediators[0].id, overlap=Overlap("Au cas où")
    )

    assert booked.overlap_reason == ""


def test_the_public_overlaps_nothing(ground):
    there = ground.book(NINE)

    with pytest.raises(SlotTaken):
        ground.book(
            NINE,
            mediator_id=ground.mediators[0].id,
            overlap=Overlap("Je veux", frozenset({there.id})),
        )


# ------------------------------------------------------------------------------- resources


def office(ground, **values):
    said = {"kind": ResourceKind.OFFICE, "name": "Bureau 1", "place_id": ground.place_id}
    made = Resource(**(said | values))
    ground.session.add(made)
    ground.session.flush()
    return made


def open_both(ground):
    ground.open_on(ground.mediators[1], 2)


def test_one_office_serves_one_appointment_at_a_time(ground, session):
    open_both(ground)
    ground.reason.equipment = ["office"]
    office(ground)
    first = ground.book(NINE)

    with pytest.raises(SlotTaken):
        ground.book(NINE)
    booking.cancel(session, appointment_id=first.id, actor=ground.agent, at=AT, cools=False)
    assert ground.book(NINE).id
    assert session.scalar(sa.select(sa.func.count()).select_from(ResourceUse)) == 1


def test_a_place_without_the_equipment_receives_nobody_for_it(ground):
    ground.reason.equipment = ["scanner"]

    with pytest.raises(SlotTaken):
        ground.book(NINE)


def test_the_database_refuses_one_resource_twice(ground, session):
    room = office(ground)
    booked = ground.book(NINE)
    other = ground.book(TEN)
    for one in (booked, other):
        session.add(
            ResourceUse(resource_id=room.id, appointment_id=one.id, starts_at=NINE, ends_at=TEN)
        )

    with pytest.raises(IntegrityError, match="resource_use_overlap"):
        session.flush()


def interpreter(ground, **values):
    said = {
        "kind": ResourceKind.INTERPRETER,
        "name": "ISM",
        "place_id": None,
        "languages": ["ar"],
        "by_telephone": True,
    }
    return office(ground, **(said | values))


def test_an_interpreter_is_booked_with_the_appointment_for_longer(ground, session):
    one = interpreter(ground)

    booked = ground.book(NINE, attendance=Attendance(interpreter_language="ar"))

    assert booked.ends_at - booked.starts_at == timedelta(minutes=75)
    use = session.scalars(sa.select(ResourceUse)).one()
    assert (use.resource_id, use.starts_at, use.ends_at) == (one.id, NINE, booked.blocks_until)


def test_an_interpreter_who_is_taken_closes_the_hour(ground):
    open_both(ground)
    interpreter(ground)
    ground.book(NINE, attendance=Attendance(interpreter_language="ar"))

    with pytest.raises(SlotTaken):
        ground.book(NINE, attendance=Attendance(interpreter_language="ar"))
    assert ground.book(NINE).id


def test_a_language_that_nobody_speaks_stays_a_wish(ground, session):
    interpreter(ground)

    booked = ground.book(NINE, attendance=Attendance(interpreter_language="ta"))

    assert booked.interpreter_language == "ta"
    assert session.scalar(sa.select(ResourceUse.id)) is None


def test_an_interpreter_moves_with_the_appointment(ground, session):
    interpreter(ground)
    booked = ground.book(NINE, attendance=Attendance(interpreter_language="ar"))

    moved = moving.move(
        session,
        appointment_id=booked.id,
        slot=Slot(TEN, TEN, ground.place_id),
        actor=ground.agent,
        at=AT,
    )

    use = session.scalars(sa.select(ResourceUse)).one()
    assert (use.appointment_id, use.starts_at) == (moved.id, TEN)


# ------------------------------------------------------------------------------- who receives


def test_a_language_chooses_the_mediator(ground):
    open_both(ground)
    ground.mediators[1].languages = ["fsl"]

    assert ground.book(NINE, needs=Needs(speaks="fsl")).mediator_id == ground.mediators[1].id
    with pytest.raises(SlotTaken):
        ground.book(NINE, needs=Needs(speaks="fsl"))


def test_the_mediator_whom_the_person_knows_comes_first(ground, session):
    open_both(ground)
    _first, second = ground.mediators
    past = ground.book(NINE, mediator_id=second.id)
    past.status = Status.HONOURED
    session.flush()
    for hour in (1, 2):
        ground.book(NINE + timedelta(weeks=1, hours=hour), mediator_id=second.id)

    later = NINE + timedelta(weeks=1)
    assert ground.book(later, at=NINE + timedelta(days=1)).mediator_id == second.id


def test_a_closed_place_receives_nobody(ground, session):
    session.add(
        PlaceClosure(
            place_id=ground.place_id,
            starts_at=NINE,
            ends_at=TEN,
            cause=ClosureCause.SNOW,
            created_at=AT,
        )
    )
    session.flush()

    with pytest.raises(SlotTaken):
        ground.book(NINE)
    assert ground.book(TEN).id


def test_an_opening_serves_its_reasons_only(ground, session):
    other = lay(session).reason
    rule = ground.open_on(ground.mediators[1], 3)
    rule.offer_id = offers.offer_of(session, [other.id]).id
    thursday = NINE + timedelta(days=1)
    from_rule(ground, rule)

    with pytest.raises(SlotTaken):
        ground.book(thursday)
    rule.offer_id = offers.offer_of(session, [other.id, ground.reason.id]).id
    from_rule(ground, rule)
    assert ground.book(thursday).id


def test_hours_kept_for_assisted_bookings_open_near_the_date(ground, session):
    rule = ground.open_on(ground.mediators[1], 3)
    rule.assisted_only, rule.release_hours = True, 24
    from_rule(ground, rule)
    thursday = NINE + timedelta(days=1)

    with pytest.raises(SlotTaken):
        ground.book(thursday, at=thursday - timedelta(hours=25))
    assert ground.book(thursday, at=thursday - timedelta(hours=25), actor=ground.agent).id
    assert ground.book(TEN + timedelta(days=1), at=thursday - timedelta(hours=24)).id


def from_rule(ground, rule):
    ground.session.flush()
    laying.lay_out_openings(ground.session, rule, rule.laid_until_on, at=AT)


# ------------------------------------------------------------------------------- a couple


def test_the_appointment_of_a_couple_is_in_both_files(ground, session):
    other = people.add(session, name="Moussa Diarra", at=AT)

    booked = ground.book(NINE, attendance=Attendance(second_person_id=other.id, people_count=2))

    found = appointments.appointments_of(session, person_id=other.id)
    assert [one.id for one in found] == [booked.id]
