"""What the worker does with the answers of real gateways, on both engines."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.db import read_session, write_session
from inclusion.messages import service
from inclusion.messages.models import Message
from inclusion.messages.rules import LEASE, Channel, State
from inclusion.messages.sending import deliver_due
from tests.support.gateways import Mailbox, Telephones, running

TO = {Channel.EMAIL: "fatoumata@exemple.test", Channel.SMS: "+33639981234"}


@pytest.fixture
def mailbox():
    with running(Mailbox()) as made:
        yield made


@pytest.fixture
def telephones():
    with running(Telephones()) as made:
        yield made


class Outbox:
    """The outbox of a test: posts, sends, reads."""

    def __init__(self, engine, settings, clock) -> None:
        self.engine, self.settings, self.clock = engine, settings, clock

    def post(self, channel, text="closing", **values):
        with write_session(self.engine) as session:
            return service.post(
                session, text=text, channel=channel, at=self.clock(),
                **{"to": TO[channel], "language": "fr", "values": {}, **values},
            ).public_id  # fmt: skip

    def send(self, after=timedelta(0)):
        self.clock.advance(after)
        return deliver_due(self.engine, self.settings, self.clock)

    def one(self):
        with read_session(self.engine) as session:
            return session.scalars(sa.select(Message)).one()

    def states(self):
        with read_session(self.engine) as session:
            return set(session.scalars(sa.select(Message.state)))

    def change(self, **values):
        with write_session(self.engine) as session:
            session.execute(sa.update(Message).values(**values))


@pytest.fixture
def sent(engine, settings, clock, mailbox, telephones) -> Outbox:
    set_up = replace(
        settings, smtp_url=mailbox.url, sms_url=telephones.url, sms_token="jeton",
        environment="production",
    )  # fmt: skip
    return Outbox(engine, set_up, clock)


def test_an_e_mail_leaves_in_the_language_of_its_reader(sent, mailbox):
    key = sent.post(Channel.EMAIL, "code", values={"code": "48273915"})

    assert sent.send() == 1

    (letter,) = mailbox.letters
    assert letter["To"] == TO[Channel.EMAIL]
    assert letter["Message-ID"] == f"<{key}@localhost>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "fr"
    text = letter.get_payload(decode=True).decode()
    assert "Votre code\u00a0: 48273915" in text
    row = sent.one()
    assert (row.state, row.sealed, row.sent_at) == (State.SENT, None, sent.clock())


def test_an_sms_leaves_with_its_key(sent, telephones):
    key = sent.post(Channel.SMS, "code", values={"code": "48273915"})

    sent.send()
    sent.send(timedelta(hours=1))

    ((asked, headers, body),) = telephones.asked
    assert asked == key
    assert headers["Authorization"] == "Bearer jeton"
    assert body["to"] == TO[Channel.SMS]
    assert "48273915" in body["text"]
    assert sent.one().sealed is None


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_refusal_for_now_is_tried_again(sent, mailbox, step):
    sent.post(Channel.EMAIL)
    mailbox.answers[step] = lambda: "451 Later"

    sent.send()
    assert (sent.one().state, mailbox.letters) == (State.WAITING, [])
    assert sent.send() == 0, "not at once"

    mailbox.answers.clear()
    sent.send(timedelta(seconds=5))
    assert (sent.one().state, len(mailbox.letters)) == (State.SENT, 1)


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_refusal_for_good_becomes_a_task(sent, mailbox, step):
    sent.post(Channel.EMAIL)
    mailbox.answers[step] = lambda: "550 Nobody here"

    sent.send()

    assert sent.one().state is State.FAILED
    assert sent.one().last_error.endswith("_550")
    assert sent.send(timedelta(hours=1)) == 0


def test_silence_after_the_final_dot_is_a_doubt_never_sent_again(sent, mailbox):
    sent.post(Channel.EMAIL)
    mailbox.answers["data"] = lambda: "drop"

    sent.send()

    assert (sent.one().state, sent.one().last_error) == (State.DOUBTFUL, "no_answer")
    assert len(mailbox.letters) == 1
    assert sent.send(timedelta(days=1)) == 0


def test_lines_that_begin_with_a_dot_arrive_whole(sent, mailbox):
    sent.post(Channel.EMAIL, "new_sign_in", values={"when": "mardi", "device": "x\n.\nQUIT\n..y"})

    sent.send()

    text = mailbox.letters[0].get_payload(decode=True).decode().replace("\r\n", "\n")
    assert "x\n.\nQUIT\n..y" in text


@pytest.mark.parametrize("to", ["é@exemple.test", "a b\r\nRCPT TO:<x@y.fr>@exemple.test"])
def test_an_address_that_smtp_cannot_write_is_a_task(sent, mailbox, to):
    sent.post(Channel.EMAIL, to=to)

    sent.send()

    assert (sent.one().state, mailbox.letters) == (State.FAILED, [])


@pytest.mark.parametrize("answer", [503, 429, 409, 401, 302, "drop"])
def test_an_sms_that_did_not_pass_is_asked_again_with_its_key(sent, telephones, answer):
    key = sent.post(Channel.SMS)
    telephones.answer = lambda: answer

    sent.send()
    assert sent.one().state is State.WAITING
    telephones.answer = lambda: 201
    sent.send(timedelta(seconds=5))

    assert sent.one().state is State.SENT
    assert telephones.delivered == {key: 1}
    assert [asked for asked, *_ in telephones.asked] == [key, key]


def test_an_sms_that_is_refused_becomes_a_task(sent, telephones):
    sent.post(Channel.SMS)
    telephones.answer = lambda: 422

    sent.send()

    assert (sent.one().state, sent.one().last_error) == (State.FAILED, "http_422")


def test_gateways_down_for_an_hour_lose_nothing(sent, mailbox, telephones):
    keys = {channel: {sent.post(channel) for _ in range(5)} for channel in TO}
    mailbox.stop()
    telephones.stop()

    for _ in range(60):
        assert sent.send(timedelta(minutes=1)) <= 2, "one try says that a gateway is down"
    assert sent.states() == {State.WAITING}

    mailbox.start()
    telephones.start()
    for _ in range(11):
        sent.send(timedelta(minutes=1))

    assert sent.states() == {State.SENT}
    assert mailbox.received() == dict.fromkeys(keys[Channel.EMAIL], 1)
    assert telephones.delivered == dict.fromkeys(keys[Channel.SMS], 1)


def test_a_code_that_waited_too_long_is_dropped(sent, telephones):
    sent.post(Channel.SMS, "code", values={"code": "48273915"})
    telephones.answer = lambda: 503
    sent.send()
    telephones.answer = lambda: 201

    sent.send(timedelta(minutes=10))

    assert (sent.one().state, sent.one().sealed) == (State.EXPIRED, None)
    assert telephones.delivered == {}


@pytest.mark.parametrize(
    ("channel", "state"), [(Channel.EMAIL, State.DOUBTFUL), (Channel.SMS, State.SENT)]
)
def test_the_message_of_a_dead_worker_is_taken_back(sent, channel, state):
    sent.post(channel)
    sent.change(state=State.SENDING, claimed_at=sent.clock(), claimed_by="dead")

    assert sent.send(LEASE - timedelta(seconds=1)) == 0
    sent.send(timedelta(seconds=1))

    assert sent.one().state is state


def test_a_worker_thought_dead_does_not_undo_a_decision(sent, mailbox):
    sent.post(Channel.EMAIL)

    def decide_meanwhile():
        sent.change(state=State.CANCELLED, sealed=None, claimed_by=None)

    mailbox.answers["data"] = decide_meanwhile
    sent.send()

    assert sent.one().state is State.CANCELLED


def test_other_secrets_do_not_stop_the_worker(sent, mailbox):
    sent.post(Channel.EMAIL)
    sent.change(sealed=b"x" * 40)
    sent.post(Channel.EMAIL)

    sent.send()

    assert sent.states() == {State.FAILED, State.SENT}
    assert len(mailbox.letters) == 1


def test_production_without_a_gateway_says_so(sent):
    sent.settings = replace(sent.settings, smtp_url="", sms_url="")
    sent.post(Channel.EMAIL)

    sent.send()

    assert (sent.one().state, sent.one().last_error) == (State.FAILED, "no_gateway")
    assert not service.has_channel(sent.settings, Channel.EMAIL)
    assert not service.has_channel(sent.settings, Channel.SMS)
    assert service.has_channel(sent.settings, Channel.LETTER)


def test_development_without_a_gateway_shows_what_would_leave(engine, settings, clock):
    outbox = Outbox(engine, settings, clock)
    outbox.post(Channel.SMS, "code", values={"code": "48273915"})

    outbox.send()

    assert outbox.one().state is State.SENT
    assert "48273915" in outbox.one().shown
    assert service.has_channel(settings, Channel.SMS)


def test_what_the_log_says_names_nobody(sent, caplog):
    sent.post(Channel.SMS, "code", values={"code": "48273915"})

    with caplog.at_level("DEBUG"):
        sent.send()

    said = json.dumps([record.getMessage() for record in caplog.records])
    assert "48273915" not in said
    assert TO[Channel.SMS] not in said
