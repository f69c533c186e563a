"""What agents do for people, on both engines."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from inclusion.actors import Actor
from inclusion.appointments.models import Appointment
from inclusion.appointments.queries import appointments as read_appointments
from inclusion.appointments.rules.booking import Attendance, Channel, Origin, Slot, Status
from inclusion.appointments.rules.refusals import NotNow, SlotTaken
from inclusion.appointments.service import openings, reception
from inclusion.audit.models import AuditEvent
from inclusion.desk import service
from inclusion.desk.queries import agenda, people, proposals, team
from inclusion.desk.queries import appointments as read
from inclusion.desk.rules.proposals import Moment, Wishes
from inclusion.desk.rules.telling import Told
from inclusion.desk.service import NewPerson
from inclusion.errors import NotFound
from inclusion.people.models import Person
from inclusion.places.models import Place
from tests.support.appointments import AT, lay

WEDNESDAY = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)  # 9 h in Paris


@pytest.fixture
def ground(session):
    made = lay(session)
    made.open_on(made.mediators[0], 2)
    return made


@pytest.fixture
def elsewhere(session):
    """Give another structure with its own mediator."""
    made = lay(session)
    made.open_on(made.mediators[0], 2)
    return made


def book_for(ground, person, *, starts_at=WEDNESDAY, key="k1", actor=None, place_id=None):
    return service.book_for(
        ground.session,
        person=person,
        slot=Slot(starts_at, starts_at + ground.reason.terms.duration, place_id or ground.place_id),
        reason=ground.reason,
        origin=Origin.TELEPHONE,
        attendance=Attendance(channel=Channel.SPOKEN),
        idempotency_key=key,
        actor=actor or ground.agent,
        at=AT,
    )


def people_named(session, name):
    return session.scalar(sa.select(sa.func.count()).select_from(Person).where(Person.name == name))


def test_a_new_person_is_added_and_booked_in_one_act(ground, session):
    booked = book_for(ground, NewPerson("Rosa Ferreira", phone="+33639980102"))

    person = session.get(Person, booked.person_id)
    assert (person.name, person.phone) == ("Rosa Ferreira", "+33639980102")
    assert (booked.origin, booked.booked_by_id) == (Origin.TELEPHONE, ground.mediators[0].id)
    actions = session.scalars(
        sa.select(AuditEvent.action)
        .where(AuditEvent.person_id == person.id)
        .order_by(AuditEvent.action)
    ).all()
    assert actions == ["appointment.booked", "person.added"]


def test_the_same_form_sent_twice_adds_nobody_more(ground, session):
    first = book_for(ground, NewPerson("Rosa Ferreira"))
    second = book_for(ground, NewPerson("Rosa Ferreira"))

    assert first.id == second.id
    assert people_named(session, "Rosa Ferreira") == 1


def test_nobody_is_added_when_the_hour_is_gone(ground, session):
    ground.book(WEDNESDAY)

    with pytest.raises(SlotTaken):
        book_for(ground, NewPerson("Rosa Ferreira"))

    assert people_named(session, "Rosa Ferreira") == 0


def test_an_agent_books_sooner_than_the_public_may(ground):
    soon = WEDNESDAY + timedelta(minutes=45)

    booked = service.book_for(
        ground.session,
        person=ground.session.get(Person, ground.person_id),
        slot=Slot(soon, soon + ground.reason.terms.duration, ground.place_id),
        reason=ground.reason,
        origin=Origin.COUNTER,
        attendance=Attendance(),
        idempotency_key="k2",
        actor=ground.agent,
        at=soon - timedelta(minutes=5),
    )

    assert booked.status is Status.SCHEDULED


def test_a_cancelled_person_who_does_not_know_stays_to_be_told(ground, session):
    booked = ground.book(WEDNESDAY)
    ids = [ground.mediators[0].id]

    service.cancel_for(session, booked, by_service=True, told=Told.LATER, actor=ground.agent, at=AT)
    left = read.to_do(session, mediators=ids, at=AT).to_tell
    service.note_told(session, booked, told=Told.PHONE, actor=ground.agent, at=AT)

    assert [one.id for one in left] == [booked.id]
    assert read.to_do(session, mediators=ids, at=AT).is_empty


def test_cancelling_what_is_over_is_refused(ground, session):
    booked = ground.book(WEDNESDAY)
    reception.record_outcome(
        session, appointment_id=booked.id, outcome=Status.HONOURED, actor=ground.agent, at=WEDNESDAY
    )

    with pytest.raises(NotNow):
        service.cancel_for(
            session, booked, by_service=False, told=Told.FACE, actor=ground.agent, at=WEDNESDAY
        )


def test_what_will_happen_on_a_later_day_cannot_be_told(ground, session):
    booked = ground.book(WEDNESDAY)

    for outcome in (Status.HONOURED, Status.NO_SHOW):
        with pytest.raises(NotNow):
            reception.record_outcome(
                session, appointment_id=booked.id, outcome=outcome, actor=ground.agent, at=AT
            )
    with pytest.raises(NotNow):
        reception.arrive(session, appointment_id=booked.id, actor=ground.agent, at=AT)


def test_a_missed_appointment_is_to_be_called_until_somebody_does(ground, session):
    booked = ground.book(WEDNESDAY)
    late = WEDNESDAY + timedelta(hours=1)
    reception.record_outcome(
        session, appointment_id=booked.id, outcome=Status.NO_SHOW, actor=ground.agent, at=late
    )
    ids = [ground.mediators[0].id]

    assert [one.id for one in read.to_do(session, mediators=ids, at=late).missed] == [booked.id]
    service.note_call(session, booked, actor=ground.agent, at=late)
    assert read.to_do(session, mediators=ids, at=late).missed == []


def test_a_new_date_is_as_good_as_a_call(ground, session):
    booked = ground.book(WEDNESDAY)
    late = WEDNESDAY + timedelta(hours=1)
    reception.record_outcome(
        session,
        appointment_id=booked.id,
        outcome=Status.INCOMPLETE,
        missing_papers=["Un RIB"],
        actor=ground.agent,
        at=late,
    )
    ids = [ground.mediators[0].id]

    assert len(read.to_do(session, mediators=ids, at=late).incomplete) == 1
    ground.book(WEDNESDAY + timedelta(weeks=1))
    assert read.to_do(session, mediators=ids, at=late).incomplete == []


def test_whoever_an_absence_hits_is_to_be_told(ground, session):
    booked = ground.book(WEDNESDAY)
    openings.add_absence(
        session,
        mediator_id=ground.mediators[0].id,
        starts_at=WEDNESDAY,
        ends_at=WEDNESDAY + timedelta(hours=4),
        actor=ground.agent,
        at=AT,
    )

    left = read.to_do(session, mediators=[ground.mediators[0].id], at=AT)

    assert [one.id for one in left.to_tell] == [booked.id]


def test_past_days_without_an_outcome_are_listed(ground, session):
    booked = ground.book(WEDNESDAY)

    left = read.to_do(session, mediators=[ground.mediators[0].id], at=WEDNESDAY + timedelta(days=2))

    assert [one.id for one in left.without_outcome] == [booked.id]


def test_an_appointment_of_another_structure_does_not_exist(ground, elsewhere, session):
    booked = ground.book(WEDNESDAY)

    for find in (read.ours, read.ours_or_booked_here):
        with pytest.raises(NotFound):
            find(session, booked.public_id, elsewhere.agent)
    assert read.ours(session, booked.public_id, ground.agent).id == booked.id


def test_whoever_booked_elsewhere_may_print_but_not_receive(ground, elsewhere, session):
    booked = book_for(
        elsewhere, NewPerson("Rosa Ferreira"), actor=ground.agent, place_id=elsewhere.place_id
    )

    assert read.ours_or_booked_here(session, booked.public_id, ground.agent).id == booked.id
    with pytest.raises(NotFound):
        read.ours(session, booked.public_id, ground.agent)


def test_somebody_without_a_structure_sees_nothing(ground, session):
    booked = ground.book(WEDNESDAY)

    with pytest.raises(NotFound):
        read.ours_or_booked_here(session, booked.public_id, Actor(None, "mediator"))


def test_people_are_found_by_name_alike_or_by_telephone(ground, session):
    new = NewPerson("Rosa Ferreira", phone="+33639980102")
    person = service.add_person(session, new, actor=ground.agent, at=AT)

    for typed in ("rosa", "ferreira rosa", "Rossa Fereira", "06 39 98 01 02"):
        assert [one.id for one in people.find(session, typed, ground.agent)] == [person.id]
    assert people.find(session, "Paulette", ground.agent) == []
    assert people.find(session, "?", ground.agent) == []


def test_a_person_of_another_structure_is_not_found(ground, elsewhere, session):
    ground.book(WEDNESDAY)
    person = session.get(Person, ground.person_id)

    assert people.find(session, "Diarra", elsewhere.agent) == []
    assert person not in people.recent(session, elsewhere.agent)
    with pytest.raises(NotFound):
        people.known_person(session, person.public_id, elsewhere.agent)
    assert people.known_person(session, person.public_id, ground.agent).id == person.id


def test_a_person_s_page_tells_nothing_of_other_structures(ground, elsewhere, session):
    ground.book(WEDNESDAY)
    elsewhere.book(WEDNESDAY + timedelta(weeks=1), person_id=ground.person_id)
    person = session.get(Person, ground.person_id)

    booked = people.appointments_with(session, person, ground.agent)
    journal = people.journal(session, person, booked, ground.agent)

    assert [one.mediator_id for one in booked] == [ground.mediators[0].id]
    assert [entry.action for entry in journal] == ["appointment.booked"]


def test_the_history_follows_moves_and_hides_other_agents(ground, elsewhere, session):
    booked = book_for(
        elsewhere, NewPerson("Rosa Ferreira"), actor=ground.agent, place_id=elsewhere.place_id
    )
    reception.arrive(session, appointment_id=booked.id, actor=elsewhere.agent, at=booked.starts_at)
    found = read_appointments.appointment(session, booked.public_id)

    seen = read.history(session, found, elsewhere.agent)

    assert [(entry.action, entry.name) for entry in seen] == [
        ("appointment.arrived", elsewhere.mediators[0].name),
        ("appointment.booked", None),
    ]


def test_slots_are_found_near_with_the_wishes(ground, session):
    ground.open_on(ground.mediators[0], 3)
    place = session.get(Place, ground.place_id)

    def search(**said):
        return proposals.find_slots(
            session,
            ground.reason,
            near=place.point,
            wishes=said.get("wishes", Wishes()),
            ring=0,
            skip=said.get("skip", timedelta(0)),
            at=AT,
        ).proposals

    every = search()
    assert every[0].slot.starts_at == WEDNESDAY
    assert every[0].distance_km == 0
    assert every[0].slot.mediator_id is None
    assert {one.slot.starts_at.weekday() for one in search(wishes=Wishes(weekday=3))} == {3}
    assert search(wishes=Wishes(Moment.AFTERNOON)) == []
    assert search(skip=timedelta(days=7))[0].slot.starts_at == WEDNESDAY + timedelta(weeks=1)


def test_a_team_is_one_s_own_structure(ground, elsewhere, session):
    members = team.team(session, ground.agent)

    assert [one.id for one in members] == [ground.mediators[0].id]
    assert team.chosen(members, None, ground.agent) == members
    assert team.chosen(members, "tous", ground.agent) == members
    with pytest.raises(NotFound):
        team.chosen(members, elsewhere.mediators[0].public_id, ground.agent)


def test_mediators_manage_their_own_openings_and_coordinators_the_team_s(session):
    ground = lay(session, mediators=2)
    members = team.team(session, ground.agent)
    coordinator = Actor(None, "coordinator", ground.structure_id)

    assert team.manageable(members, ground.agent) == [ground.mediators[0]]
    assert team.manageable(members, coordinator) == members


def test_an_appointment_that_no_opening_covers_is_announced(ground, session):
    booked = ground.book(WEDNESDAY)
    rule = ground.open_on(ground.mediators[0], 4)
    assert agenda.appointments_uncovered(session, rule, at=AT) == []

    for one in session.scalars(sa.select(Appointment)).all():
        assert one.id == booked.id
    first = agenda.read_openings.rules_of(session, ground.mediators[0].id, at=AT)[0]
    openings.end_rule(session, rule=first, last_on=AT.date(), actor=ground.agent, at=AT)

    uncovered = agenda.appointments_uncovered(session, rule, at=AT)
    assert [one.id for one in uncovered] == [booked.id]


def test_a_week_holds_openings_appointments_and_absences(ground, session):
    ground.book(WEDNESDAY)

    days = agenda.week(
        session, mediators=[ground.mediators[0].id], monday=WEDNESDAY.date() - timedelta(days=2)
    )

    assert [len(day.openings) for day in days] == [0, 0, 1, 0, 0, 0, 0]
    assert [len(day.appointments) for day in days] == [0, 0, 1, 0, 0, 0, 0]
