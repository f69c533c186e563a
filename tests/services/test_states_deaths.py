"""A death stops everything the same day; a mistake is taken back by a coordinator."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts import queries as accounts
from inclusion.accounts.contributions import Because
from inclusion.actors import Actor
from inclusion.appointments.rules.booking import Status
from inclusion.appointments.rules.refusals import NotNow
from inclusion.desk.queries import appointments as desk
from inclusion.errors import Forbidden, Invalid
from inclusion.people.models import Person
from inclusion.safe.models import Safe
from inclusion.safe.rules import Act
from inclusion.safe.service import visits
from inclusion.states.queries import ends as read
from inclusion.states.rules import KnownHow, Wish
from inclusion.states.service import deaths
from inclusion.web.models import WebSession
from tests.support.appointments import AT
from tests.support.states import Recorder, book, ground, register


def die(session, made, person_id, *, ends=(), died_on=date(2026, 3, 2)):
    return deaths.record(
        session,
        person_id=person_id,
        died_on=died_on,
        known_how=KnownHow.RELATIVE,
        ends=ends,
        actor=made.agent,
        at=AT,
    )


def coordinator(made):
    return Actor(made.mediators[0].id, "coordinator", made.structure_id)


def test_a_death_stops_everything_in_one_transaction(session):
    made = ground(session)
    account = register(session)
    coming = book(made, account.person_id, number=0)
    session.add(
        WebSession(
            token_hash="t",
            account_id=account.id,
            created_at=AT,
            last_seen_at=AT,
            expires_at=AT + timedelta(hours=1),
        )
    )
    ended = Recorder()

    cancelled = die(session, made, account.person_id, ends=[ended])

    assert [one.id for one in cancelled] == [coming.id]
    assert coming.status is Status.CANCELLED_BY_PERSON
    assert ended.calls == [(account.id, account.person_id, Because.DECEASED)]
    assert session.scalars(sa.select(WebSession)).all() == []
    assert accounts.find_open(session, account.id) is None


def test_nobody_is_asked_to_call_or_tell_the_family(session):
    made = ground(session)
    person_id = made.person_id
    book(made, person_id, number=0)

    die(session, made, person_id)

    assert desk.to_do(session, mediators=[made.mediators[0].id], at=AT).is_empty


def test_the_safe_of_somebody_dead_stays_shut(session):
    made = ground(session)
    account = register(session)
    safe = Safe(
        account_id=account.id, scheme=1, public_key="k", card_fingerprint="f", created_at=AT
    )
    session.add(safe)
    session.flush()
    die(session, made, account.person_id)

    with pytest.raises(visits.Frozen):
        visits.open_for_visit(
            session,
            safe=safe,
            identity="x",
            visit_ref="t",
            act=Act.OPENED_BY_PASSPHRASE,
            at=AT,
        )


def test_nothing_more_is_booked(session):
    made = ground(session)
    die(session, made, made.person_id)

    with pytest.raises(NotNow):
        book(made, made.person_id, number=0)


@pytest.mark.parametrize("died_on", [date(2026, 3, 4), date(1850, 1, 1)])
def test_a_date_that_cannot_be_is_refused(session, died_on):
    made = ground(session)

    with pytest.raises(Invalid):
        die(session, made, made.person_id, died_on=died_on)


def test_a_mistake_is_taken_back_by_a_coordinator_alone(session):
    made = ground(session)
    account = register(session)
    coming = book(made, account.person_id, number=0)
    die(session, made, account.person_id)
    with pytest.raises(deaths.AlreadyDeceased):
        die(session, made, account.person_id)
    with pytest.raises(Forbidden):
        deaths.undo(session, person_id=account.person_id, actor=made.agent, at=AT)

    death = deaths.undo(session, person_id=account.person_id, actor=coordinator(made), at=AT)

    assert session.get_one(Person, account.person_id).deceased_on is None
    assert accounts.find_open(session, account.id) is not None
    assert coming.status is Status.CANCELLED_BY_PERSON
    assert [one.id for one in read.cancelled_by(session, death)] == [coming.id]
    die(session, made, account.person_id)


def test_a_directive_replaces_the_one_before(session):
    made = ground(session)
    said = {"person_id": made.person_id, "actor": made.agent, "at": AT}
    with pytest.raises(Invalid):
        deaths.write_directive(session, wish=Wish.HAND_TO, **said)
    deaths.write_directive(session, wish=Wish.HAND_TO, to_whom="Awa Diarra", **said)

    deaths.write_directive(session, wish=Wish.ERASE, **said)

    assert read.directive_of(session, made.person_id).wish is Wish.ERASE
    deaths.withdraw_directive(session, **said)
    assert read.directive_of(session, made.person_id) is None
