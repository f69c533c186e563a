"""Accounts on a real database."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from inclusion.accounts import service
from inclusion.accounts.models import Account
from inclusion.accounts.rules import Role
from inclusion.actors import SYSTEM
from inclusion.audit.models import AuditEvent
from inclusion.errors import Invalid
from inclusion.organisations import service as organisations
from inclusion.organisations.rules import Department
from inclusion.people import queries as people
from inclusion.settings import Argon2Cost

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
CHEAP = Argon2Cost(memory_kib=8, time_cost=1)
PHRASE = "cerise velours tambour lundi"


def register(session, name="Fatoumata Diarra", phrase=PHRASE, **values):
    return service.register(session, name=name, passphrase=phrase, cost=CHEAP, at=AT, **values)


def test_a_name_and_a_phrase_open_an_account(session):
    account = register(session)

    assert len(account.identifier) == 9
    assert account.role is Role.CITIZEN
    assert people.person(session, account.person_id).name == "Fatoumata Diarra"
    assert PHRASE not in account.passphrase_hash


def test_two_people_may_share_a_telephone_and_an_address(session):
    first = register(session, phone="+33639981234", email="famille@exemple.fr")
    second = register(session, phone="+33639981234", email="famille@exemple.fr")

    assert first.person_id != second.person_id


def test_the_number_and_the_phrase_open_the_account(session):
    account = register(session)

    found = service.check_credentials(
        session, identifier=account.identifier, passphrase=PHRASE, cost=CHEAP
    )

    assert found.id == account.id


@pytest.mark.parametrize("phrase", ["cerise velours tambour mardi", "", PHRASE.upper()])
def test_a_wrong_phrase_opens_nothing(session, phrase):
    account = register(session)

    with pytest.raises(service.WrongCredentials):
        service.check_credentials(
            session, identifier=account.identifier, passphrase=phrase, cost=CHEAP
        )


def test_an_unknown_number_is_refused_in_the_same_words(session):
    account = register(session)
    with pytest.raises(service.WrongCredentials) as wrong:
        service.check_credentials(
            session, identifier=account.identifier, passphrase="x", cost=CHEAP
        )
    with pytest.raises(service.WrongCredentials) as unknown:
        service.check_credentials(session, identifier="999999999", passphrase="x", cost=CHEAP)

    assert wrong.value.code == unknown.value.code


def test_a_closed_account_does_not_open(session):
    account = register(session)
    account.closed_at = AT
    session.flush()

    with pytest.raises(service.WrongCredentials):
        service.check_credentials(
            session, identifier=account.identifier, passphrase=PHRASE, cost=CHEAP
        )


def test_changing_the_phrase_asks_for_the_present_one(session):
    account = register(session)
    new = "girafe orange lanterne mouton"

    with pytest.raises(service.WrongCredentials):
        change(session, account, current="non non non non", new=new)
    with pytest.raises(service.WeakPassphrase):
        change(session, account, current=PHRASE, new="court")
    change(session, account, current=PHRASE, new=new)

    assert service.check_credentials(
        session, identifier=account.identifier, passphrase=new, cost=CHEAP
    )


def change(session, account, current, new):
    service.change_passphrase(
        session, account_id=account.id, current=current, new=new, cost=CHEAP, at=AT
    )


def test_an_agent_belongs_to_a_structure_and_a_citizen_does_not(session):
    structure = organisations.add(session, name="Un lieu", department=Department.YVELINES)

    agent = service.add_agent(
        session, name="Aline", role=Role.MEDIATOR, structure_id=structure.id, passphrase=PHRASE,
        cost=CHEAP, actor=SYSTEM, at=AT,
    )  # fmt: skip

    assert agent.person_id is None
    with pytest.raises(Invalid):
        service.add_agent(
            session, name="Aline", role=Role.CITIZEN, structure_id=structure.id,
            passphrase=PHRASE, cost=CHEAP, actor=SYSTEM, at=AT,
        )  # fmt: skip
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.update(Account).where(Account.id == agent.id).values(structure_id=None))


def test_every_act_is_in_the_journal_which_nobody_can_change(session):
    account = register(session)
    service.note_sign_in(session, account_id=account.id, at=AT)
    session.flush()

    actions = session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["account.opened", "account.signed_in"]
    for act in (sa.update(AuditEvent).values(action="x"), sa.delete(AuditEvent)):
        with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
            session.execute(act)


def test_people_are_found_by_parts_of_their_name_or_their_telephone(session):
    register(session, name="Jean-Éloi L’Hostis", phone="+33639981234")
    register(session, name="Éloïse Martin")

    def names(text):
        return [person.name for person in people.find(session, text)]

    assert names("lhostis") == []
    assert names("hostis jean") == ["Jean-Éloi L’Hostis"]
    assert names("elo") == ["Éloïse Martin", "Jean-Éloi L’Hostis"]
    assert names("06 39 98 12 34") == ["Jean-Éloi L’Hostis"]
    assert names("%") == []
