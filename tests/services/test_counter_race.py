"""Many at once at the counter: the database lets one have the activation, the card, the tries."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa

from inclusion.counter.models import Card, Recovery
from inclusion.counter.service import cards
from inclusion.counter.service.recovery import NotReady
from inclusion.db import read_session, write_session
from inclusion.errors import Conflict
from inclusion.people import service as people
from inclusion.people.models import Person
from tests.support.counter import AT, Counter, lay
from tests.support.settings import CHEAP

MANY = 8


@pytest.fixture
def ground(fresh_engine):
    with write_session(fresh_engine) as session:
        made = lay(session)
        return made, made.open()


def all_at_once(engine, act, refusals):
    """Run `act(session, n)` from many threads at once; return how many were not refused."""
    barrier = Barrier(MANY)

    def one(n):
        barrier.wait()
        try:
            with write_session(engine) as session:
                return act(session, n) is not None
        except refusals:
            return False

    with ThreadPoolExecutor(MANY) as pool:
        return sum(pool.map(one, range(MANY)))


def count(engine, statement):
    with read_session(engine) as session:
        return session.scalar(statement)


def test_a_code_used_many_times_at_once_serves_once(fresh_engine, ground):
    _counter, issued = ground

    def act(session, _n):
        return cards.activate_with_code(
            session, card_id=issued.card.id, drawn=cards.draw(CHEAP), at=AT
        )

    assert all_at_once(fresh_engine, act, cards.ActivationOver) == 1


def test_many_tries_at_once_are_five(fresh_engine, ground):
    _counter, issued = ground

    def act(session, _n):
        return cards.take_try(session, identifier=issued.account.identifier, at=AT)

    assert all_at_once(fresh_engine, act, ()) == 5


def test_agents_who_remake_one_card_at_once_make_one(fresh_engine, ground):
    counter, issued = ground
    with write_session(fresh_engine) as session:
        here = Counter(session, counter.agent, counter.colleague, counter.stranger)
        here.activate(issued)
        made = here.recover(issued.account)
        here.confirm(made)

    def act(session, n):
        both = (counter.agent, counter.colleague)
        return Counter(session, *both, counter.stranger).finish(made, actor=both[n % 2])

    assert all_at_once(fresh_engine, act, NotReady) == 1
    alive = sa.select(sa.func.count()).select_from(Card).where(Card.revoked_at.is_(None))
    assert count(fresh_engine, alive) == 1


def test_agents_who_ask_at_once_open_one_recovery(fresh_engine, ground):
    counter, issued = ground

    def act(session, n):
        both = (counter.agent, counter.colleague)
        return Counter(session, *both, counter.stranger).recover(issued.account, actor=both[n % 2])

    assert all_at_once(fresh_engine, act, ()) == MANY
    assert count(fresh_engine, sa.select(sa.func.count()).select_from(Recovery)) == 1


def test_agents_who_open_for_one_person_at_once_open_one_account(fresh_engine, ground):
    counter, _issued = ground
    with write_session(fresh_engine) as session:
        person = people.add(session, name="Fatou Keïta", birth_on="1971", at=AT)

    def act(session, n):
        both = (counter.agent, counter.colleague)
        return Counter(session, *both, counter.stranger).open(
            person=session.get_one(Person, person.id), actor=both[n % 2]
        )

    assert all_at_once(fresh_engine, act, Conflict) == 1
