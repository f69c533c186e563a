"""What people are told of their appointments, once, by their own channel."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts import choices
from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.appointments.queries.reminders import to_call
from inclusion.appointments.rules.booking import Slot
from inclusion.appointments.service import booking, moving, telling
from inclusion.clock import PARIS
from inclusion.messages import sealing
from inclusion.messages.models import Message
from inclusion.messages.rules import Channel, State
from inclusion.people.models import Person
from tests.support.appointments import AT, lay

HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)  # 10 h in Paris, ten days ahead
TWO_DAYS_BEFORE = FRIDAY - timedelta(days=2)


@pytest.fixture
def ground(session):
    made = lay(session)
    made.open_on(made.mediators[0], 4)
    return made


def give_phone(session, ground, *, confirmed=True):
    person = session.get_one(Person, ground.person_id)
    person.phone = "+33639980102"
    person.phone_confirmed_at = AT if confirmed else None
    session.flush()
    return person


def messages(session, text=None):
    found = session.scalars(sa.select(Message).order_by(Message.id)).all()
    return [one for one in found if text in (None, one.text_code)]


def test_a_booking_is_confirmed_with_its_hour_place_and_code(ground, session, settings):
    give_phone(session, ground)

    booked = ground.book(FRIDAY)

    (one,) = messages(session)
    content = sealing.opened(one.sealed, public_id=one.public_id, secrets=settings.secrets)
    assert (one.text_code, one.channel, content.to) == (
        "appointment_booked",
        Channel.SMS,
        "+33639980102",
    )
    assert content.values["when"] == "vendredi 13\u00a0mars à 10\u00a0h"
    assert content.values["place"].startswith("France services Mantes-la-Ville, ")
    assert content.values["spoken"].replace(" ", "") == booked.code


def test_nobody_is_told_by_a_channel_they_did_not_confirm(ground, session):
    give_phone(session, ground, confirmed=False)
    ground.book(FRIDAY)

    assert messages(session) == []


def test_those_who_want_no_messages_get_only_what_they_must_know(ground, session):
    give_phone(session, ground)
    account = Account(
        identifier="100000006",
        name="Fatoumata Diarra",
        role=Role.CITIZEN,
        person_id=ground.person_id,
        created_at=AT,
    )
    session.add(account)
    session.flush()
    choices.choose(session, account_id=account.id, topics=[], at=AT)
    booked = ground.book(FRIDAY)
    telling.remind_due(session, at=TWO_DAYS_BEFORE)
    booking.cancel(
        session, appointment_id=booked.id, actor=ground.agent, at=TWO_DAYS_BEFORE, by_service=True
    )

    assert [one.text_code for one in messages(session)] == ["appointment_cancelled"]


def test_a_move_is_told_once_and_a_new_mediator_at_the_same_hour_is_not(ground, session):
    give_phone(session, ground)
    booked = ground.book(FRIDAY)

    moved = moving.move(
        session,
        appointment_id=booked.id,
        slot=Slot(FRIDAY + HOUR, FRIDAY, ground.place_id),
        actor=ground.agent,
        at=AT,
    )

    assert moved.id != booked.id
    assert len(messages(session, "appointment_moved")) == 1


def test_who_cancels_needs_no_message(ground, session):
    give_phone(session, ground)
    booked = ground.book(FRIDAY)
    booking.cancel(session, appointment_id=booked.id, actor=ground.agent, at=AT)

    assert messages(session, "appointment_cancelled") == []


def test_a_reminder_leaves_two_days_before_and_once(ground, session):
    give_phone(session, ground)
    ground.book(FRIDAY)

    assert telling.remind_due(session, at=TWO_DAYS_BEFORE - timedelta(minutes=1)) == 0
    assert telling.remind_due(session, at=TWO_DAYS_BEFORE) == 1
    assert telling.remind_due(session, at=TWO_DAYS_BEFORE + HOUR) == 0
    (one,) = messages(session, "appointment_reminder")
    assert one.expires_at == FRIDAY


def test_no_reminder_leaves_at_night(ground, session):
    give_phone(session, ground)
    ground.book(FRIDAY)
    night = datetime(2026, 3, 12, 3, 0, tzinfo=PARIS).astimezone(UTC)

    assert telling.remind_due(session, at=night) == 0


def test_a_cancelled_appointment_is_not_reminded(ground, session):
    give_phone(session, ground)
    booked = ground.book(FRIDAY)
    booking.cancel(session, appointment_id=booked.id, actor=ground.agent, at=AT)

    assert telling.remind_due(session, at=TWO_DAYS_BEFORE) == 0


def test_a_moved_appointment_is_reminded_at_its_new_hour(ground, session):
    give_phone(session, ground)
    booked = ground.book(FRIDAY)
    telling.remind_due(session, at=TWO_DAYS_BEFORE)
    later = FRIDAY + timedelta(weeks=1)
    moving.move(
        session,
        appointment_id=booked.id,
        slot=Slot(later, later, ground.place_id),
        actor=ground.agent,
        at=TWO_DAYS_BEFORE + HOUR,
    )

    assert telling.remind_due(session, at=TWO_DAYS_BEFORE + timedelta(weeks=1)) == 1


def test_who_has_no_channel_is_in_the_list_of_calls(ground, session):
    give_phone(session, ground, confirmed=False)
    booked = ground.book(FRIDAY)
    mediators = [ground.mediators[0].id]

    assert to_call(session, mediators=mediators, at=TWO_DAYS_BEFORE - timedelta(days=1)) == []
    assert [one.id for one in to_call(session, mediators=mediators, at=TWO_DAYS_BEFORE)] == [
        booked.id
    ]


def test_a_message_that_could_not_leave_in_time_expires(ground, session):
    give_phone(session, ground)
    ground.book(FRIDAY)
    (one,) = messages(session)

    assert one.state is State.WAITING
    assert one.expires_at == FRIDAY
