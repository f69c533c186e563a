"""Identities of accounts, on both engines."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from inclusion.accounts import service as accounts
from inclusion.accounts.contributions import Because
from inclusion.accounts.rules import Role
from inclusion.actors import SYSTEM, Actor
from inclusion.audit.models import AuditEvent
from inclusion.errors import NotFound
from inclusion.federation import ends, export, queries, service
from inclusion.federation.models import IdentityLink
from inclusion.federation.rules import Identity
from inclusion.organisations.models import Structure
from inclusion.people import queries as people
from tests.support.settings import CHEAP

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
ISSUER = "https://fc.exemple.fr/api/v2"
PHRASE = "tulipe bateau crayon samedi"


def told(sub="abc", provider="franceconnect", issuer=ISSUER, **changes):
    values = {
        "acr": "eidas1",
        "name": "Angela Dubois",
        "birth_name": "Angela Dubois",
        "birth_on": "1962-08-24",
        "email": "angela@exemple.fr",
        **changes,
    }
    return Identity(provider=provider, issuer=issuer, sub=sub, **values)


def opened(session, identity=None, *, keeps_email=False):
    return service.open_account(
        session, identity or told(), keeps_email=keeps_email, language="fr", at=AT
    )


def registered(session, name="Angela Dubois", birth_on="1962-08-24"):
    return accounts.register(
        session, name=name, passphrase=PHRASE, birth_on=birth_on, cost=CHEAP, at=AT
    )


def attached(session, account, identity):
    actor = Actor(account.id, account.role.value, account.structure_id)
    return service.attach(session, identity, account_id=account.id, actor=actor, at=AT)


def taken_off(session, account, link):
    service.unlink(
        session,
        account_id=account.id,
        public_id=link.public_id,
        issuers={ISSUER},
        actor=SYSTEM,
        at=AT,
    )


def agent(session):
    structure = Structure(name="Maison", department="78")
    session.add(structure)
    session.flush()
    return accounts.add_agent(
        session,
        name="Camille Petit",
        role=Role.MEDIATOR,
        structure_id=structure.id,
        passphrase=PHRASE,
        cost=CHEAP,
        actor=SYSTEM,
        at=AT,
    )


def test_the_key_is_the_issuer_and_the_sub(session):
    account = opened(session)

    assert service.enter(session, told(email="autre@exemple.fr"), at=AT) is account
    assert service.enter(session, told(sub="abd"), at=AT) is None
    assert service.enter(session, told(issuer="https://autre"), at=AT) is None


def test_nothing_that_the_provider_tells_is_copied_in_the_link(session):
    opened(session)
    columns = set(IdentityLink.__table__.columns.keys())

    assert columns == {
        "id", "public_id", "account_id", "provider", "issuer", "sub", "acr", "linked_at",
        "last_used_at",
    }  # fmt: skip


def test_an_account_holds_several_identities(session):
    account = opened(session)
    attached(session, account, told(sub="after the correction"))
    attached(session, account, told(sub="after the correction"))

    assert [link.sub for link in queries.links(session, account.id)] == [
        "abc",
        "after the correction",
    ]


def test_an_identity_opens_one_account(session):
    opened(session)
    other = registered(session)

    with pytest.raises(service.AlreadyLinked):
        attached(session, other, told())
    with pytest.raises(service.AlreadyLinked):
        opened(session)
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.add(
            IdentityLink(
                account_id=other.id,
                provider="franceconnect",
                issuer=ISSUER,
                sub="abc",
                linked_at=AT,
            )
        )


def test_each_provider_has_its_people(session):
    mediator = agent(session)
    with pytest.raises(service.WrongKind):
        attached(session, registered(session), told(provider="proconnect"))
    with pytest.raises(service.WrongKind):
        attached(session, mediator, told())
    with pytest.raises(service.WrongKind):
        opened(session, told(provider="proconnect"))
    assert attached(session, mediator, told(provider="proconnect")).id


def test_a_wrong_email_is_left_out(session):
    account = opened(session, told(email="n’importe quoi"), keeps_email=True)

    person = people.person(session, account.person_id)
    assert (person.email, person.email_confirmed_at) == (None, None)


def test_the_last_way_in_is_not_taken_off(session):
    account = opened(session)
    [first] = queries.links(session, account.id)

    with pytest.raises(service.LastWay):
        taken_off(session, account, first)
    unreachable = attached(session, account, told(issuer="https://plus-configuré"))
    with pytest.raises(service.LastWay):
        taken_off(session, account, first)
    second = attached(session, account, told(sub="abd"))
    taken_off(session, account, first)
    taken_off(session, account, unreachable)
    with pytest.raises(service.LastWay):
        taken_off(session, account, second)


def test_a_passphrase_is_another_way(session):
    account = registered(session)
    taken_off(session, account, attached(session, account, told()))

    assert queries.links(session, account.id) == []


def test_a_strangers_link_does_not_exist(session):
    [link] = queries.links(session, opened(session).id)

    with pytest.raises(NotFound):
        taken_off(session, registered(session), link)


@pytest.mark.parametrize("column", ["blocked_at", "closed_at"])
def test_a_shut_account_does_not_open(session, column):
    setattr(opened(session), column, AT)
    session.flush()

    with pytest.raises(service.AccountShut):
        service.enter(session, told(), at=AT)


@pytest.mark.parametrize(
    ("because", "kept"),
    [
        (Because.CLOSED, 0),
        (Because.TAKEN_OVER, 0),
        (Because.BLOCKED, 1),
        (Because.DECEASED, 1),
    ],
)
def test_what_ends_with_the_account(session, because, kept):
    account = opened(session)
    for _ in range(2):
        ends.end(
            session,
            account_id=account.id,
            person_id=account.person_id,
            because=because,
            actor=SYSTEM,
            at=AT,
        )

    assert len(queries.links(session, account.id)) == kept
    ends.end(session, account_id=None, person_id=1, because=because, actor=SYSTEM, at=AT)


def test_the_export_tells_the_identities(session):
    account = opened(session)
    [row] = export.part(session, account.id, account.person_id).rows

    assert (row["provider"], row["issuer"], row["sub"]) == ("franceconnect", ISSUER, "abc")
    assert export.part(session, None, account.person_id).rows == []


def test_a_file_is_likely_by_name_and_whole_birth_date(session):
    registered(session, name="Dubois Angela")

    assert queries.has_likely_file(session, told())
    assert not queries.has_likely_file(session, told(birth_on="1962-08"))
    assert not queries.has_likely_file(session, told(birth_on="1962-08-25"))
    assert not queries.has_likely_file(session, told(name="Eve Dubois", birth_name="Eve Dubois"))


def test_each_act_is_in_the_journal(session):
    account = opened(session)
    second = attached(session, account, told(sub="abd"))
    taken_off(session, account, second)
    found = session.scalars(
        sa.select(AuditEvent.action)
        .where(AuditEvent.object_id == account.id, AuditEvent.object_kind == "account")
        .order_by(AuditEvent.id)
    )

    assert list(found) == [
        "account.opened",
        "identity.linked",
        "identity.linked",
        "identity.unlinked",
    ]
