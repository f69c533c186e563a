"""Warnings of dates that approach, on a real database."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts import choices
from inclusion.accounts.rules.reaching import Topic
from inclusion.actors import Actor
from inclusion.errors import NotFound
from inclusion.keeping import queries, service
from inclusion.keeping.models import ExpiryWarning
from inclusion.messages.models import Message
from inclusion.people.models import Person
from inclusion.safe.models import SafeDocument
from inclusion.safe.rules import DocumentState
from tests.services.test_safe import account, made, put_in, store  # noqa: F401 - fixtures
from tests.support.clock import START as AT


@pytest.fixture
def person(session, account):  # noqa: F811
    return session.get_one(Person, account.person_id)


@pytest.fixture
def paper(session, store, made):  # noqa: F811
    row = put_in(session, store, made)
    row.expires_on = (AT + timedelta(days=40)).date()
    session.flush()
    return row


def reachable(session, person):
    person.phone, person.phone_confirmed_at = "+33639981234", AT
    session.flush()


def messages(session):
    return session.scalars(sa.select(Message).where(Message.text_code == "safe_date")).all()


def warn(session, days=0):
    return service.warn_due(session, at=AT + timedelta(days=days))


def test_each_step_is_told_once(session, person, paper):
    reachable(session, person)

    assert [warn(session, days) for days in (0, 0, 1, 24, 25, 26, 60, 90)] == [
        1, 0, 0, 0, 1, 0, 0, 0,
    ]  # fmt: skip
    assert len(messages(session)) == 2


def test_the_message_gives_nothing_away(session, person, paper):
    reachable(session, person)
    warn(session)
    (message,) = messages(session)

    assert message.channel.value == "sms"
    assert message.person_id == person.id


def test_two_papers_make_one_message_a_day(session, store, made, person, paper):  # noqa: F811
    reachable(session, person)
    second = put_in(session, store, made, name="Bail")
    second.expires_on = paper.expires_on
    session.flush()

    assert warn(session) == 2
    assert len(messages(session)) == 1


def test_another_date_is_another_warning(session, person, paper):
    reachable(session, person)
    warn(session)
    paper.expires_on += timedelta(days=5)
    session.flush()

    assert warn(session, days=1) == 1


@pytest.mark.parametrize("state", [DocumentState.BINNED, DocumentState.REPLACED])
def test_a_paper_put_aside_warns_nobody(session, person, paper, state):
    reachable(session, person)
    paper.state = state
    session.flush()

    assert warn(session) == 0


def test_somebody_who_asked_for_quiet_or_died_is_not_told(session, account, person, paper):  # noqa: F811
    reachable(session, person)
    choices.choose(session, account_id=account.id, topics=set(Topic) - {Topic.SAFE}, at=AT)
    assert warn(session) == 0
    choices.choose(session, account_id=account.id, topics=set(Topic), at=AT)
    person.deceased_on = AT.date()
    session.flush()
    assert warn(session) == 0


def test_a_warning_of_an_erased_paper_goes_with_it(session, store, made, person, paper):  # noqa: F811
    warn(session)
    session.execute(sa.delete(SafeDocument).where(SafeDocument.id == paper.id))

    assert session.scalars(sa.select(ExpiryWarning)).all() == []


def test_the_database_refuses_a_second_warning_of_one_step(session, person, paper):
    warn(session)
    (first,) = session.scalars(sa.select(ExpiryWarning))
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.add(
            ExpiryWarning(
                document_id=first.document_id, expires_on=first.expires_on, step=first.step,
                made_at=AT,
            )
        )  # fmt: skip


def test_an_agent_of_another_structure_sees_and_says_nothing(session, person, paper):
    warn(session)
    (warning,) = session.scalars(sa.select(ExpiryWarning))
    stranger = Actor(None, "mediator", None)

    assert warning.told_at is None
    assert queries.to_say(session, stranger) == []
    with pytest.raises(NotFound):
        queries.one_to_say(session, warning.public_id, stranger)
