"""Post: one cause one message, nothing in clear, nobody told who must not be."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts import outbox
from inclusion.accounts.contributions import Because
from inclusion.actors import SYSTEM, Actor
from inclusion.audit.queries import events_about_person
from inclusion.messages import queries, sealing, service
from inclusion.messages.models import Message
from inclusion.messages.rules import Channel, Decision, NotNow, State
from inclusion.organisations import service as organisations
from inclusion.people import service as people
from tests.support.clock import START as AT

TO = "fatoumata@exemple.test"


@pytest.fixture
def person(session):
    return people.add(session, name="Fatoumata Diarra", email=TO, phone="+33639981234", at=AT)


def post(session, **values):
    given = {
        "text": "closing", "channel": Channel.EMAIL, "to": TO, "language": "fr", "values": {},
        "at": AT, **values,
    }  # fmt: skip
    return service.post(session, **given)


def test_what_is_said_lies_sealed(session, settings):
    message = post(session, text="code", values={"code": "48273915"})

    row = session.execute(sa.select(Message.__table__)).one()
    assert all("48273915" not in str(value) and TO not in str(value) for value in row)
    content = sealing.opened(message.sealed, public_id=message.public_id, secrets=settings.secrets)
    assert (content.to, content.values) == (TO, {"code": "48273915"})


def test_one_cause_makes_one_message(session):
    first = post(session, key="closing:12")

    assert post(session, key="closing:12") is first
    assert post(session, key="closing:13") is not first
    assert post(session) is not post(session)


def test_a_text_wants_its_values(session):
    with pytest.raises(ValueError, match="device"):
        post(session, text="new_sign_in", values={"when": "mardi"})
    assert post(session, text="new_sign_in", channel=Channel.SMS, values={"when": "mardi"})


def test_a_code_ends_after_ten_minutes_whatever_is_asked(session):
    later = AT + timedelta(days=1)

    message = post(session, text="code", values={"code": "48273915"}, expires_at=later)

    assert message.expires_at == AT + timedelta(minutes=10)
    assert post(session, expires_at=later).expires_at == later
    assert post(session, channel=Channel.LETTER).expires_at is None


def test_a_person_is_told_by_what_they_confirmed(session, person):
    def told():
        return service.tell(session, person=person, text="closing", values={}, at=AT)

    assert told() is None
    person.phone_confirmed_at = AT
    assert told().channel is Channel.SMS
    person.email_confirmed_at = AT
    message = told()
    assert (message.channel, message.person_id) == (Channel.EMAIL, person.id)
    person.deceased_on = AT.date()
    assert told() is None


def test_nothing_goes_to_the_dead_nor_a_letter_to_who_hides(session, person):
    person.hidden_contact = True
    assert post(session, person_id=person.id).state is State.WAITING
    letter = post(session, channel=Channel.LETTER, person_id=person.id)
    assert (letter.state, letter.sealed) == (State.CANCELLED, None)

    person.deceased_on = AT.date()
    message = post(session, person_id=person.id)
    assert (message.state, message.sealed) == (State.CANCELLED, None)


@pytest.mark.parametrize(
    ("because", "left"),
    [(Because.DECEASED, []), (Because.CLOSED, []), (Because.BLOCKED, ["closing"]),
     (Because.TAKEN_OVER, ["closing"])],
)  # fmt: skip
def test_what_has_not_left_stops_with_the_account(session, person, because, left):
    post(session, person_id=person.id)
    held = post(session, person_id=person.id, channel=Channel.SMS)
    held.state = State.SENDING
    session.flush()

    outbox.end(session, account_id=None, person_id=person.id, because=because, actor=SYSTEM, at=AT)

    waiting = sa.select(Message).where(Message.state == State.WAITING)
    session.expire_all()
    assert [one.text_code for one in session.scalars(waiting)] == left
    if not left:
        assert held.expires_at == AT, "a worker holds it: never tried again"
        assert session.scalars(sa.select(Message.sealed)).first() is None


def test_an_agent_settles_a_doubt_once(session, person):
    message = post(session, person_id=person.id)
    message.state = State.DOUBTFUL
    session.flush()
    assert queries.tasks(session, structure_id=1) == [message]

    service.settle(session, message=message, decision=Decision.AGAIN, actor=SYSTEM, at=AT)
    assert (message.state, message.due_at) == (State.WAITING, AT)
    with pytest.raises(NotNow):
        service.settle(session, message=message, decision=Decision.ARRIVED, actor=SYSTEM, at=AT)

    (event,) = events_about_person(session, person.id)
    assert event.action == "message.settled"
    assert event.detail == {"text": "closing", "channel": "email", "decision": "again"}


def test_what_is_given_up_or_arrived_is_forgotten(session):
    for decision, state in ((Decision.ARRIVED, State.SENT), (Decision.GIVEN_UP, State.CANCELLED)):
        message = post(session)
        message.state = State.DOUBTFUL
        session.flush()

        service.settle(session, message=message, decision=decision, actor=SYSTEM, at=AT)

        assert (message.state, message.sealed) == (state, None)


def test_letters_wait_for_their_own_structure(session, person):
    ours = organisations.add(session, name="Ici", department="78").id
    theirs = organisations.add(session, name="Là-bas", department="92").id
    address = {"channel": Channel.LETTER, "to": "Fatoumata Diarra\n78200 Mantes-la-Jolie"}
    one = post(session, structure_id=ours, person_id=person.id, **address)
    other = post(session, structure_id=theirs, **address)
    shared = post(session, **address)
    post(session, due_at=AT + timedelta(days=1), **address)

    assert queries.letters(session, structure_id=ours, at=AT) == [one, shared]
    assert queries.letters(session, structure_id=theirs, at=AT) == [other, shared]

    person.hidden_contact = True
    session.flush()
    assert queries.letters(session, structure_id=ours, at=AT) == [shared]
    service.tidy(session, at=AT)
    session.refresh(one)
    assert (one.state, one.sealed) == (State.CANCELLED, None)


def test_a_letter_is_posted_once(session):
    letter = post(session, channel=Channel.LETTER)

    service.mark_printed(session, message=letter, actor=Actor(None, "mediator"), at=AT)

    assert (letter.state, letter.sealed, letter.sent_at) == (State.SENT, None, AT)
    with pytest.raises(NotNow):
        service.mark_printed(session, message=letter, actor=SYSTEM, at=AT)


def test_old_messages_go_and_letters_to_print_stay(session):
    post(session)
    letter = post(session, channel=Channel.LETTER)

    service.tidy(session, at=AT + timedelta(days=100))
    assert session.scalar(sa.select(sa.func.count()).select_from(Message)) == 2
    service.tidy(session, at=AT + timedelta(days=190))
    assert session.scalars(sa.select(Message.id)).all() == [letter.id]


def test_the_export_tells_what_was_sent_without_its_content(session, person):
    post(session, person_id=person.id, text="code", values={"code": "48273915"})

    part = outbox.part(session, None, person.id)

    assert part.code == "messages"
    assert part.rows == [
        {
            "created_at": AT,
            "sent_at": None,
            "channel": "Par e-mail",
            "subject": "Un code pour entrer",
            "state": "En attente",
        }
    ]
