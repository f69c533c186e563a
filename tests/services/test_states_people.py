"""Protected, hidden, moved, taken over: what each state does."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts import queries as accounts
from inclusion.accounts.contributions import Because
from inclusion.actors import Actor
from inclusion.appointments.queries.known import known_person
from inclusion.appointments.rules.booking import Status
from inclusion.audit import queries as audit
from inclusion.errors import Invalid, NotFound
from inclusion.organisations import service as organisations
from inclusion.organisations.rules import Department
from inclusion.people import service as people
from inclusion.people.models import Person
from inclusion.people.rules import AddressKind
from inclusion.places.models import Place
from inclusion.states import ends
from inclusion.states.queries import moves
from inclusion.states.queries import protection as read
from inclusion.states.rules import GuardianshipKind
from inclusion.states.service import discretion, moving, protection, scams
from inclusion.states.service.moving import Address
from inclusion.web.models import WebSession
from tests.support.appointments import AT
from tests.support.states import Recorder, book, ground, register


def protect(session, made, representative, **values):
    said = {
        "person": session.get_one(Person, made.person_id),
        "identifier": representative.identifier,
        "kind": GuardianshipKind.TUTELLE,
        "judgment_on": date(2025, 6, 1),
        "actor": made.agent,
        "at": AT,
    }
    return protection.record(session, **(said | values))


def test_the_representative_may_act_until_it_ends(session):
    made, representative = ground(session), register(session, "Awa Diarra")
    one = protect(session, made, representative)
    asked = {"account_id": representative.id, "person_id": made.person_id}

    assert read.represented_name(session, at=AT, **asked) == "Fatoumata Diarra"
    protection.end(session, one, actor=made.agent, at=AT)
    assert read.represented_name(session, at=AT, **asked) is None


def test_a_judgment_that_says_until_when_ends_by_itself(session):
    made, representative = ground(session), register(session, "Awa Diarra")
    protect(session, made, representative, until_on=date(2026, 3, 10))
    asked = {"account_id": representative.id, "person_id": made.person_id}

    assert read.represented_name(session, at=AT + timedelta(days=6), **asked)
    assert read.represented_name(session, at=AT + timedelta(days=8), **asked) is None


def test_acting_is_in_the_journal_of_both(session):
    made, representative = ground(session), register(session, "Awa Diarra")
    one = protect(session, made, representative)
    as_representative = Actor(representative.id, "citizen")

    protection.begin_acting(session, one, actor=as_representative, at=AT)

    session.flush()
    theirs = audit.events_about_person(session, made.person_id)[0]
    assert (theirs.action, theirs.actor_account_id) == ("guardianship.acting", representative.id)
    mine = audit.events_of_account(session, representative.id)[0]
    assert mine.action == "guardianship.acting_for"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"judgment_on": date(2026, 3, 4)}, "judgment"),
        ({"until_on": date(2026, 3, 2)}, "until"),
        ({"identifier": "000000000"}, "representative"),
    ],
)
def test_a_judgment_that_makes_no_sense_is_refused(session, values, code):
    made, representative = ground(session), register(session, "Awa Diarra")

    with pytest.raises(Invalid) as refused:
        protect(session, made, representative, **values)
    assert refused.value.code == code


def test_nobody_represents_themself_nor_twice(session):
    made, representative = ground(session), register(session, "Awa Diarra")
    own = session.get_one(Person, representative.person_id)

    with pytest.raises(Invalid):
        protect(session, made, representative, person=own)
    protect(session, made, representative)
    with pytest.raises(protection.AlreadyProtected):
        protect(session, made, representative)


def test_a_closed_account_represents_nobody_and_a_blocked_one_still_does(session):
    made, representative = ground(session), register(session, "Awa Diarra")
    protect(session, made, representative)
    said = {"account_id": representative.id, "person_id": None, "actor": made.agent, "at": AT}

    ends.end(session, because=Because.TAKEN_OVER, **said)
    assert read.guardianship_of(session, made.person_id, AT)
    ends.end(session, because=Because.CLOSED, **said)
    assert read.guardianship_of(session, made.person_id, AT) is None


def test_discretion_is_set_and_lifted(session):
    made = ground(session)
    said = {"person_id": made.person_id, "actor": made.agent, "at": AT}

    assert discretion.hide(session, hidden=True, **said).hidden_contact
    discretion.hide(session, hidden=True, **said)
    assert not discretion.hide(session, hidden=False, **said).hidden_contact
    session.flush()
    actions = [e.action for e in audit.events_about_person(session, made.person_id)]
    assert actions == ["person.shown", "person.hidden"]


def elsewhere(session):
    structure = organisations.add(
        session, name="Maison de Nanterre", department=Department.HAUTS_DE_SEINE
    )
    session.add(
        Place(
            source_id="n",
            slug="nanterre",
            name="Nanterre",
            postal_code="92000",
            commune="Nanterre",
            latitude=48.89,
            longitude=2.2,
            structure_id=structure.id,
            imported_at=AT,
        )
    )
    session.flush()
    return structure


def test_moving_house_hands_the_file_on_and_keeps_the_appointments(session):
    made, structure = ground(session), elsewhere(session)
    appointment = book(made, made.person_id, number=0)
    there = Actor(made.mediators[0].id, "mediator", structure.id)
    person = session.get_one(Person, made.person_id)
    with pytest.raises(NotFound):
        known_person(session, person.public_id, there)
    home = Address(AddressKind.HOME, "3 rue du Port", "92 000", "nanterre")

    moved = moving.move(session, person_id=person.id, address=home, actor=made.agent, at=AT)

    assert (person.postcode, person.commune) == ("92000", "Nanterre")
    assert (moved.from_structure_id, moved.to_structure_id) == (made.structure_id, structure.id)
    session.flush()
    assert known_person(session, person.public_id, there)
    assert known_person(session, person.public_id, made.agent)
    assert appointment.status is Status.SCHEDULED
    near = moves.point_of("92000", "Nanterre")
    kept = moves.kept_appointments(session, person_id=person.id, near=near, at=AT)
    assert kept[0].appointment.id == appointment.id
    assert kept[0].distance_km > 30
    assert [one.id for one in moves.handed_to(session, structure.id)] == [moved.id]
    moving.receive(session, moved, actor=there, at=AT)
    assert moves.handed_to(session, structure.id) == []


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (Address(AddressKind.HOME, "", "92000", "Nanterre"), "line"),
        (Address(AddressKind.CARE_OF, "chez Awa", "9200", "Nanterre"), "postcode"),
        (Address(AddressKind.CARE_OF, "chez Awa", "92000", ""), "commune"),
        (Address(AddressKind.HOME, "3 rue du Port", "92000", "Versailles"), "commune"),
        (Address(AddressKind.HOME, "x" * 301, "92000", "Nanterre"), "line"),
    ],
)
def test_an_address_that_reaches_nobody_is_refused(address, field):
    with pytest.raises(Invalid) as refused:
        moving.checked(address)
    assert refused.value.field == field


def test_no_fixed_address_is_an_address():
    assert moving.checked(Address(AddressKind.NONE)) == Address(AddressKind.NONE)
    there = moving.checked(Address(AddressKind.NONE, "", "75018", "Paris"))
    assert (there.line, there.commune) == (None, "Paris")


def test_one_press_blocks_closes_and_ends(session):
    account = register(session)
    session.add(
        WebSession(
            token_hash="t",
            account_id=account.id,
            created_at=AT,
            last_seen_at=AT,
            expires_at=AT + timedelta(hours=1),
        )
    )
    ended, actor = Recorder(), Actor(account.id, "citizen")

    for _ in range(2):
        scams.lock_out(session, account_id=account.id, ends=[ended], actor=actor, at=AT)

    assert account.blocked_at == AT
    assert accounts.find_open(session, account.id) is None
    assert session.scalars(sa.select(WebSession)).all() == []
    assert ended.calls[0] == (account.id, account.person_id, Because.TAKEN_OVER)


def test_a_merged_file_is_nobody_s_any_more(session):
    made = ground(session)
    other = people.add(session, name="Diarra Fatoumata", at=AT)
    book(made, other.id, number=0)
    other.merged_into_id = made.person_id
    session.flush()

    with pytest.raises(NotFound):
        known_person(session, other.public_id, made.agent)
