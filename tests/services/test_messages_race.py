"""The worker is killed again and again: nothing is lost, nothing leaves twice by itself."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from inclusion.actors import SYSTEM
from inclusion.clock import utc_now
from inclusion.db import read_session, write_session
from inclusion.messages import service
from inclusion.messages.models import Message
from inclusion.messages.rules import LEASE, Channel, Decision, State
from tests.support.gateways import Mailbox, Telephones, running

ROOT = Path(__file__).parent.parent.parent
MESSAGES = 16
KILLS = 12
LONG = LEASE + timedelta(minutes=10)


class Workers:
    """Starts workers, one at a time, each with a clock further ahead than the last."""

    def __init__(self, arguments) -> None:
        self.offset = timedelta(0)
        self._zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.support.outbox_zygote", *arguments],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def run(self, seconds: float, until=lambda: False) -> None:
        """Run a worker for so long, or until, then kill it as a power cut would."""
        self._zygote.stdin.write(f"{int(self.offset.total_seconds())}\n")
        self._zygote.stdin.flush()
        worker = int(self._zygote.stdout.readline())
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until():
            time.sleep(min(0.005, seconds))
        os.kill(worker, signal.SIGKILL)
        assert self._zygote.stdout.readline() == "ended\n"
        self.offset += LONG

    def end(self) -> None:
        self._zygote.stdin.close()
        self._zygote.wait(10)
        self._zygote.stdout.close()


@pytest.fixture
def mailbox():
    with running(Mailbox()) as made:
        yield made


@pytest.fixture
def telephones():
    with running(Telephones()) as made:
        yield made


@pytest.fixture
def workers(engine, tmp_path, mailbox, telephones):
    url = engine.url.render_as_string(hide_password=False)
    made = Workers([str(tmp_path), url, mailbox.url, telephones.url])
    yield made
    made.end()


def slow(chance, answers, usual):
    """Return an answer that takes its time and is now and then another one."""

    def answer():
        time.sleep(chance.random() * 0.02)
        return chance.choice(answers) if chance.random() < 0.2 else usual

    return answer


def states(engine):
    with read_session(engine) as session:
        return Counter(session.scalars(sa.select(Message.state)))


def by_key(engine, channel):
    with read_session(engine) as session:
        rows = session.scalars(sa.select(Message).where(Message.channel == channel))
        return {one.public_id: one.state for one in rows}


def test_a_worker_killed_at_any_moment_loses_nothing(engine, workers, mailbox, telephones):
    chance = random.Random(78)
    mailbox.answers["data"] = slow(chance, ["451 Later", "drop"], None)
    telephones.answer = slow(chance, [503, "drop"], 201)
    with write_session(engine) as session:
        for number in range(MESSAGES):
            for channel, to in (
                (Channel.EMAIL, f"p{number}@exemple.test"),
                (Channel.SMS, "+33639980000"),
            ):
                service.post(
                    session, text="card_remade", channel=channel, to=to, language="fr", values={},
                    at=utc_now(),
                )  # fmt: skip

    for _ in range(KILLS):
        workers.run(chance.random() * 0.25)
    mailbox.answers.clear()
    telephones.answer = lambda: 201
    settled = {State.SENT, State.DOUBTFUL}
    for _ in range(20):  # the longest wait and the lease pass between two
        workers.run(3, until=lambda: set(states(engine)) <= settled)

    assert set(states(engine)) <= settled
    texts = by_key(engine, Channel.SMS)
    assert set(texts.values()) == {State.SENT}
    assert telephones.delivered == Counter(dict.fromkeys(texts, 1)), "each SMS once, by its key"
    letters, received = by_key(engine, Channel.EMAIL), mailbox.received()
    assert all(count == 1 for count in received.values()), "no e-mail twice by itself"
    assert {key for key, state in letters.items() if state is State.SENT} <= set(received)

    decide(engine, received)
    workers.run(30, until=lambda: set(states(engine)) == {State.SENT})

    assert mailbox.received() == Counter(dict.fromkeys(letters, 1)), "none lost, none twice"


def test_a_worker_killed_before_the_answer_leaves_a_doubt(engine, workers, mailbox):
    taken, killed = threading.Event(), threading.Event()

    def take():
        taken.set()
        killed.wait(30)

    mailbox.answers["data"] = take
    with write_session(engine) as session:
        service.post(
            session, text="closing", channel=Channel.EMAIL, to="p@exemple.test", language="fr",
            values={}, at=utc_now(),
        )  # fmt: skip

    workers.run(30, until=taken.is_set)
    killed.set()
    workers.run(30, until=lambda: set(states(engine)) == {State.DOUBTFUL})
    workers.run(0.3)

    assert set(states(engine)) == {State.DOUBTFUL}
    assert list(mailbox.received().values()) == [1]


def decide(engine, received):
    """Play the agent who asks each person: did it come."""
    with write_session(engine) as session:
        for message in session.scalars(sa.select(Message).where(Message.state == State.DOUBTFUL)):
            arrived = message.public_id in received
            service.settle(
                session, message=message, actor=SYSTEM, at=utc_now(),
                decision=Decision.ARRIVED if arrived else Decision.AGAIN,
            )  # fmt: skip
