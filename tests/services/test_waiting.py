"""The waiting list: who is offered a freed hour, and what becomes of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts.contributions import Because
from inclusion.appointments.models import Absence, Appointment, Resource
from inclusion.appointments.rules.booking import HoldKind, Origin, Status
from inclusion.appointments.rules.refusals import SlotTaken
from inclusion.appointments.rules.resources import ResourceKind
from inclusion.appointments.service import booking, moving
from inclusion.audit.models import AuditEvent
from inclusion.messages.models import Message
from inclusion.people.models import Person
from inclusion.states.service import merging
from inclusion.waiting import ends
from inclusion.waiting.models import UnmetNeed, WaitingEntry
from inclusion.waiting.queries import entries as read
from inclusion.waiting.rules.entries import (
    Answer,
    EntryState,
    NothingToWatch,
    NotWaiting,
    OfferEnded,
    WishRefused,
)
from inclusion.waiting.service import files, listing, offering, unmet
from inclusion.waiting.service.listing import When, Where
from tests.support.appointments import AT, PUBLIC_CITIZEN, lay
from tests.support.waiting import confirmed, join, look, tick

NINE = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
"""Wednesday 11 March 2026, 9 h in Paris: eight days ahead."""

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LASTING = timedelta(minutes=45)


@pytest.fixture
def ground(session):
    made = lay(session)
    made.open_on(made.mediators[0], 2)
    return made


def freed(ground, starts_at=NINE, *, at=AT):
    """Book an hour and cancel it: it cools."""
    booked = ground.book(starts_at, at=at)
    booking.cancel(ground.session, appointment_id=booked.id, actor=PUBLIC_CITIZEN, at=at)


def state(session, entry):
    return session.get_one(WaitingEntry, entry.id, populate_existing=True).state


def held(session):
    return session.scalars(
        sa.select(Appointment)
        .where(Appointment.status == Status.HELD)
        .execution_options(populate_existing=True)
    ).all()


# ------------------------------------------------------------------------------- joining


def test_the_same_form_twice_puts_one_person_on_the_list(ground, session):
    asked = listing.Joining(ground.reason.id, Where(place_id=ground.place_id))
    entries = [
        listing.join(
            session,
            asked,
            person=listing.Newcomer("Rosa Ferreira"),
            actor=PUBLIC_CITIZEN,
            at=AT,
            idempotency_key="key",
        ).id
        for _ in range(2)
    ]

    assert entries[0] == entries[1]
    assert (
        session.scalar(
            sa.select(sa.func.count()).select_from(Person).where(Person.name == "Rosa Ferreira")
        )
        == 1
    )


def test_somebody_known_joins_again_to_change_and_keeps_their_turn(ground, session):
    person = session.get_one(Person, ground.person_id)
    asked = listing.Joining(ground.reason.id, Where(place_id=ground.place_id))
    first = listing.join(session, asked, person=person, actor=PUBLIC_CITIZEN, at=AT)
    later = listing.Joining(
        ground.reason.id, Where(place_id=ground.place_id), When(weekdays=(4, 0))
    )
    again = listing.join(session, later, person=person, actor=PUBLIC_CITIZEN, at=AT + DAY)

    assert again.id == first.id
    assert (again.weekdays, again.created_at) == ("04", AT)


def test_wishes_that_make_no_sense_are_refused(ground):
    with pytest.raises(WishRefused, match="where"):
        join(ground, where=Where(area="Mantes"))
    with pytest.raises(WishRefused, match="until"):
        join(ground, when=When(until_on=date(2026, 3, 2)))


def test_the_line_says_how_many_are_ahead(ground, session):
    first, second, third = (join(ground, f"N{n}", at=AT + n * MINUTE) for n in range(3))
    listing.press(
        session,
        third.id,
        deadline_on=date(2026, 3, 20),
        reason="Dossier à rendre",
        actor=ground.agent,
        at=AT,
    )

    assert [read.ahead_of(session, one, on=AT) for one in (first, second, third)] == [1, 2, 0]


def test_a_deadline_needs_a_reason_and_a_day_to_come(ground, session):
    entry = join(ground)
    with pytest.raises(WishRefused, match="deadline_reason"):
        listing.press(
            session, entry.id, deadline_on=date(2026, 4, 1), reason=" ", actor=ground.agent, at=AT
        )
    with pytest.raises(WishRefused, match="deadline"):
        listing.press(
            session, entry.id, deadline_on=date(2026, 3, 1), reason="x", actor=ground.agent, at=AT
        )


# ------------------------------------------------------------------------------- offers


def test_a_freed_hour_is_kept_for_the_first_in_line_and_told(ground, session):
    first, second = join(ground), join(ground, "Ahmed Benali", at=AT + MINUTE)
    confirmed(session, first)
    freed(ground)

    assert tick(session, AT + 2 * MINUTE) == 1

    offer = read.pending_offer(session, first.id)
    assert (offer.starts_at, offer.way) == (NINE, "sms")
    assert (state(session, first), state(session, second)) == (
        EntryState.OFFERED,
        EntryState.WAITING,
    )
    kept = held(session)
    assert [(one.hold_kind, one.person_id) for one in kept] == [(HoldKind.OFFER, first.person_id)]
    assert kept[0].held_until > offer.until_at
    message = session.scalars(sa.select(Message)).one()
    assert message.expires_at == offer.until_at
    with pytest.raises(SlotTaken):
        ground.book(NINE, at=AT + 2 * DAY / 24)


def test_who_has_no_channel_is_to_be_called(ground, session):
    entry = join(ground, phone="+33639981234")
    freed(ground)
    tick(session, AT)

    assert read.pending_offer(session, entry.id).way == "call"


def test_nobody_whom_it_suits_leaves_the_hour_to_cool(ground, session):
    join(ground, when=When(weekdays=(0,)))
    freed(ground)

    assert tick(session, AT) == 0
    assert [one.hold_kind for one in held(session)] == [HoldKind.COOLING]


def test_one_offer_at_a_time_and_one_a_day(ground, session):
    entry = join(ground)
    freed(ground)
    freed(ground, NINE + timedelta(hours=1))
    tick(session, AT)
    offering.refuse(session, entry.id, actor=PUBLIC_CITIZEN, at=AT + MINUTE)

    assert tick(session, AT + 2 * MINUTE) == 0
    assert len(read.offers_of(session, entry.id)) == 1


def test_accepting_books_the_hour_once(ground, session):
    entry = join(ground)
    freed(ground)
    tick(session, AT)

    booked = offering.accept(session, entry.id, actor=PUBLIC_CITIZEN, at=AT + MINUTE)
    again = offering.accept(session, entry.id, actor=PUBLIC_CITIZEN, at=AT + MINUTE)

    assert (booked.starts_at, booked.status, booked.person_id) == (
        NINE,
        Status.SCHEDULED,
        entry.person_id,
    )
    assert again.id == booked.id
    assert state(session, entry) is EntryState.BOOKED
    assert held(session) == []


def test_refusing_passes_the_hour_to_the_next(ground, session):
    first, second = join(ground), join(ground, "Ahmed Benali", at=AT + MINUTE)
    freed(ground)
    tick(session, AT)
    offering.refuse(session, first.id, actor=PUBLIC_CITIZEN, at=AT + MINUTE)
    offering.refuse(session, first.id, actor=PUBLIC_CITIZEN, at=AT + MINUTE)
    with pytest.raises(OfferEnded):
        offering.accept(session, first.id, actor=PUBLIC_CITIZEN, at=AT + MINUTE)

    assert tick(session, AT + 2 * MINUTE) == 1
    assert read.pending_offer(session, second.id).starts_at == NINE
    assert state(session, first) is EntryState.WAITING


def test_an_answer_that_does_not_come_passes_the_hour_to_the_next(ground, session):
    first, second = join(ground), join(ground, "Ahmed Benali", at=AT + MINUTE)
    freed(ground)
    tick(session, AT)
    end = read.pending_offer(session, first.id).until_at

    with pytest.raises(SlotTaken):
        ground.book(NINE, at=end + MINUTE)
    with pytest.raises(OfferEnded):
        offering.accept(session, first.id, actor=PUBLIC_CITIZEN, at=end)
    assert tick(session, end) == 1
    assert read.pending_offer(session, first.id) is None
    assert read.pending_offer(session, second.id).starts_at == NINE


def test_an_agent_accepts_late_for_who_calls_while_nobody_else_was_asked(ground, session):
    entry = join(ground)
    freed(ground)
    tick(session, AT)
    end = read.pending_offer(session, entry.id).until_at

    assert offering.accept(session, entry.id, actor=ground.agent, at=end + MINUTE).id


def test_the_third_offer_is_the_last(ground, session):
    entry = join(ground)
    for number in range(3):
        at = AT + number * DAY
        freed(ground, NINE + number * LASTING, at=at)
        tick(session, at)
        offering.refuse(session, entry.id, actor=PUBLIC_CITIZEN, at=at)

    assert len(read.offers_of(session, entry.id)) == 3
    assert state(session, entry) is EntryState.EXPIRED
    freed(ground, NINE + 3 * LASTING, at=AT + 3 * DAY)
    assert tick(session, AT + 3 * DAY) == 0


def test_an_hour_that_cannot_be_given_after_all_leaves_the_person_in_line(ground, session):
    entry = join(ground)
    freed(ground)
    tick(session, AT)
    session.add(
        Absence(
            mediator_id=ground.mediators[0].id,
            starts_at=NINE - DAY,
            ends_at=NINE + DAY,
            created_at=AT,
        )
    )
    session.flush()

    assert offering.accept(session, entry.id, actor=PUBLIC_CITIZEN, at=AT + MINUTE) is None
    assert state(session, entry) is EntryState.WAITING
    assert read.offers_of(session, entry.id)[0].answer is Answer.WITHDRAWN


def test_leaving_gives_the_hour_back(ground, session):
    first, second = join(ground), join(ground, "Ahmed Benali", at=AT + MINUTE)
    freed(ground)
    tick(session, AT)
    listing.leave(session, first.id, actor=PUBLIC_CITIZEN, at=AT + MINUTE)
    tick(session, AT + MINUTE)

    assert state(session, first) is EntryState.LEFT
    assert read.pending_offer(session, second.id) is not None
    with pytest.raises(NotWaiting):
        listing.change(
            session,
            first.id,
            where=Where(place_id=ground.place_id),
            when=When(),
            actor=PUBLIC_CITIZEN,
            at=AT,
        )


def test_an_interpreter_makes_the_hour_longer_or_passes_it(ground, session):
    """45 minutes were freed between two others: no room for 75, so the next has it."""
    session.add(
        Resource(kind=ResourceKind.INTERPRETER, name="ISM", languages=["ar"], by_telephone=True)
    )
    wants_more = join(ground, interpreter_language="ar")
    second = join(ground, "Ahmed Benali", at=AT + MINUTE)
    ground.book(NINE + timedelta(minutes=45))
    freed(ground)
    tick(session, AT)

    assert read.pending_offer(session, wants_more.id) is None
    assert state(session, wants_more) is EntryState.WAITING
    assert read.pending_offer(session, second.id).starts_at == NINE


def test_free_hours_are_looked_for_in_the_order_of_the_line(ground, session):
    first = join(ground, when=When(from_on=date(2026, 3, 11)))
    second = join(ground, "Ahmed Benali", at=AT + MINUTE, when=When(from_on=date(2026, 3, 11)))

    assert look(session, AT + MINUTE) == 2
    assert read.pending_offer(session, first.id).starts_at == NINE
    assert read.pending_offer(session, second.id).starts_at == NINE + timedelta(minutes=45)


def test_who_waits_too_long_is_told_by_the_state(ground, session):
    entry = join(ground, when=When(until_on=date(2026, 3, 9)))
    tick(session, AT + 8 * DAY)

    assert state(session, entry) is EntryState.EXPIRED


# ------------------------------------------------------------------------------- earlier


def test_an_earlier_hour_moves_the_appointment(ground, session):
    mine = ground.book(NINE + 14 * DAY)
    entry = listing.watch(session, mine.id, actor=PUBLIC_CITIZEN, at=AT)
    assert listing.watch(session, mine.id, actor=PUBLIC_CITIZEN, at=AT).id == entry.id
    freed(ground)
    tick(session, AT)

    moved = offering.accept(session, entry.id, actor=PUBLIC_CITIZEN, at=AT + MINUTE)

    assert (moved.starts_at, moved.code) == (NINE, mine.code)
    assert mine.status is Status.RESCHEDULED
    assert [one.starts_at for one in held(session)] == [NINE + 14 * DAY]


def test_nothing_is_watched_two_days_before(ground, session):
    mine = ground.book(NINE)
    with pytest.raises(NothingToWatch):
        listing.watch(session, mine.id, actor=PUBLIC_CITIZEN, at=NINE - 2 * DAY)


def test_a_watch_follows_the_appointment_and_ends_with_it(ground, session):
    mine = ground.book(NINE + 14 * DAY)
    entry = listing.watch(session, mine.id, actor=PUBLIC_CITIZEN, at=AT)
    slot = booking.Slot(NINE + 7 * DAY, NINE + 7 * DAY, ground.place_id)
    moved = moving.move(session, appointment_id=mine.id, slot=slot, actor=ground.agent, at=AT)
    tick(session, AT)
    assert session.get_one(WaitingEntry, entry.id).earlier_than_id == moved.id

    booking.cancel(session, appointment_id=moved.id, actor=ground.agent, at=AT)
    tick(session, AT)
    assert state(session, entry) is EntryState.LEFT


def test_a_watch_stops_two_days_before(ground, session):
    mine = ground.book(NINE)
    entry = listing.watch(session, mine.id, actor=PUBLIC_CITIZEN, at=AT)
    tick(session, NINE - 2 * DAY)

    assert state(session, entry) is EntryState.EXPIRED


# ------------------------------------------------------------------------------- the rest


def test_a_closed_account_leaves_the_list(ground, session):
    entry = join(ground)
    ends.end(
        session,
        account_id=None,
        person_id=entry.person_id,
        because=Because.CLOSED,
        actor=PUBLIC_CITIZEN,
        at=AT,
    )

    assert state(session, entry) is EntryState.LEFT


def test_an_unmet_need_says_nothing_of_the_person(ground, session):
    unmet.note(session, reason_id=ground.reason.id, origin=Origin.WEB, insee="78361", at=AT)

    row = session.scalars(sa.select(UnmetNeed)).one()
    assert (row.insee, row.on_date) == ("78361", date(2026, 3, 3))
    assert not {"person_id", "account_id"} & set(UnmetNeed.__table__.columns.keys())


def test_every_act_is_in_the_journal(ground, session):
    entry = join(ground)
    freed(ground)
    tick(session, AT)
    offering.accept(session, entry.id, actor=PUBLIC_CITIZEN, at=AT + MINUTE)

    actions = session.scalars(
        sa.select(AuditEvent.action)
        .where(AuditEvent.object_kind == "waiting_entry")
        .order_by(AuditEvent.id)
    ).all()
    assert actions == ["waiting.joined", "waiting.offered", "waiting.accepted"]


def test_a_merge_takes_the_list_along_and_gives_it_back(ground, session):
    entry, other = join(ground), join(ground, "Ahmed Benali")
    ours, theirs = entry.person_id, other.person_id

    assert files.reassign(session, from_person=ours, to_person=theirs) == [entry.id]
    assert {one.id for one in read.entries_of(session, theirs)} == {entry.id, other.id}
    assert files.reassign(session, from_person=theirs, to_person=ours, only=[entry.id])
    assert [one.id for one in read.entries_of(session, ours)] == [entry.id]


def test_a_merge_moves_every_table_of_the_list():
    assert merging.MOVERS["waiting_entry"] is files.reassign


def test_the_next_person_is_found_among_many_in_little_time(ground, session):
    """A run reads the line once, however many wait."""
    for number in range(60):
        join(ground, f"Nom {number}", when=When(weekdays=(0,)))
    last = join(ground, "Rosa Ferreira")
    freed(ground)
    counted = []
    bind = session.get_bind()
    sa.event.listen(bind, "after_cursor_execute", lambda *said: counted.append(said[2]))

    assert tick(session, AT) == 1
    assert read.pending_offer(session, last.id) is not None
    assert len(counted) < 60
