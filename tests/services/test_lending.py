"""Lending on a real database: keys of desks and structures, loans, links."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion import crypto
from inclusion.accounts import service as accounts
from inclusion.accounts.contributions import Because
from inclusion.accounts.rules import Role
from inclusion.actors import SYSTEM
from inclusion.crypto import CannotOpen
from inclusion.errors import NotFound
from inclusion.lending import ends, queries
from inclusion.lending.models import DeskKey, Loan, StructureKeyWrap
from inclusion.lending.rules import Ended
from inclusion.lending.service import desks, loans
from inclusion.organisations.models import Structure
from inclusion.safe import queries as safes
from inclusion.safe.models import SafeDocument
from inclusion.safe.rules import Act, DocumentState
from tests.services.test_safe import account, made, put_in, store  # noqa: F401 - fixtures
from tests.support.clock import START as AT

PHRASE = "olive hamac tiroir brume"


@pytest.fixture
def structure(session):
    row = Structure(name="Maison numérique", department="78")
    session.add(row)
    session.flush()
    return row


def agent(session, settings, structure, name="Karim Benali"):
    return accounts.add_agent(
        session, name=name, role=Role.MEDIATOR, structure_id=structure.id, passphrase=PHRASE,
        cost=settings.argon2, actor=SYSTEM, at=AT,
    )  # fmt: skip


def desk_of(session, settings, account, phrase=PHRASE):  # noqa: F811
    return desks.opened(session, account=account, passphrase=phrase, settings=settings, at=AT)


@pytest.fixture
def paper(session, store, made):  # noqa: F811
    row = put_in(session, store, made)
    return safes.paper(session, made.safe.id, row.public_id, identity=made.identity)


def lend(session, made, paper, desk, days=30, at=AT):  # noqa: F811
    return loans.lend_to_agent(
        session, opened=made.opened(AT), paper=paper, desk=desk.key, days=days, at=at
    )


def held(session, account, at=AT):  # noqa: F811
    return queries.held_by(session, account_id=account.id, structure_id=account.structure_id, at=at)


def test_an_agent_reads_what_is_lent_to_them(session, settings, structure, made, paper):  # noqa: F811
    one = agent(session, settings, structure)
    desk = desk_of(session, settings, one)
    lend(session, made, paper, desk)
    again = desk_of(session, settings, one)

    (mine,) = held(session, one)
    identity = loans.identity_of(mine, holder=again.identity)
    assert queries.paper(mine, identity).metadata.name == "Passeport"
    assert not again.is_new
    with pytest.raises(CannotOpen):
        loans.identity_of(mine, holder=crypto.new_identity())


def test_a_loan_ends_with_its_day_and_at_once_on_demand(
    session, settings, structure, made, paper  # noqa: F811
):  # fmt: skip
    one = agent(session, settings, structure)
    desk = desk_of(session, settings, one)
    loan = lend(session, made, paper, desk, days=7)

    assert held(session, one, AT + timedelta(days=6, hours=23))
    assert held(session, one, AT + timedelta(days=7)) == []
    loans.end(session, loan=loan, why=Ended.OWNER, at=AT)
    assert held(session, one) == []
    assert loan.wrapped is None
    newest, *_rest = safes.entries(session, made.safe.id)
    assert (newest.act, newest.reason) == (Act.LOAN_ENDED, "owner")


def test_the_database_refuses_a_second_live_loan(session, settings, structure, made, paper):  # noqa: F811
    desk = desk_of(session, settings, agent(session, settings, structure))
    first = lend(session, made, paper, desk)
    with pytest.raises(loans.AlreadyLent):
        lend(session, made, paper, desk)
    loans.end(session, loan=first, why=Ended.OWNER, at=AT)
    second = lend(session, made, paper, desk, days=1)

    assert lend(session, made, paper, desk, at=second.until + timedelta(hours=1))


def test_a_new_phrase_loses_the_key_and_ends_its_loans(
    session, settings, structure, made, paper  # noqa: F811
):  # fmt: skip
    one = agent(session, settings, structure)
    lend(session, made, paper, desk_of(session, settings, one))
    other = desk_of(session, settings, one, "une autre phrase secrète")

    assert (other.is_new, other.had_other) == (True, True)
    assert held(session, one) == []


def test_colleagues_read_what_is_lent_to_the_structure_once_let_in(
    session, settings, structure, made, paper  # noqa: F811
):  # fmt: skip
    first, second = agent(session, settings, structure), agent(session, settings, structure, "Léa")
    one, two = desk_of(session, settings, first), desk_of(session, settings, second)
    key, identity = desks.structure_identity(session, desk=one, structure_id=structure.id, at=AT)
    loans.lend_to_structure(session, opened=made.opened(AT), paper=paper, key=key, days=30, at=AT)
    with pytest.raises(desks.NotLetIn):
        desks.structure_identity(session, desk=two, structure_id=structure.id, at=AT)
    desks.let_in(
        session, desk=one, structure_id=structure.id, account_public_id=second.public_id, at=AT
    )
    _key, shared = desks.structure_identity(session, desk=two, structure_id=structure.id, at=AT)

    assert shared == identity
    (mine,) = held(session, second)
    assert loans.identity_of(mine, holder=shared) == paper.identity


def test_who_leaves_a_structure_loses_its_key_and_those_who_stay_keep_their_loans(
    session, settings, structure, made, paper  # noqa: F811
):  # fmt: skip
    first, second = agent(session, settings, structure), agent(session, settings, structure, "Léa")
    one, two = desk_of(session, settings, first), desk_of(session, settings, second)
    key, _identity = desks.structure_identity(session, desk=one, structure_id=structure.id, at=AT)
    loans.lend_to_structure(session, opened=made.opened(AT), paper=paper, key=key, days=30, at=AT)
    desks.let_in(
        session, desk=one, structure_id=structure.id, account_public_id=second.public_id, at=AT
    )
    _key, known = desks.structure_identity(session, desk=two, structure_id=structure.id, at=AT)
    other = Structure(name="Ailleurs", department="92")
    session.add(other)
    session.flush()
    second.structure_id = other.id
    session.flush()
    _key, fresh = desks.structure_identity(session, desk=one, structure_id=structure.id, at=AT)

    assert fresh != known
    assert held(session, second) == []
    (mine,) = held(session, first)
    assert loans.identity_of(mine, holder=fresh) == paper.identity
    with pytest.raises(CannotOpen):
        loans.identity_of(mine, holder=known)
    assert len(session.scalars(sa.select(StructureKeyWrap)).all()) == 1


def test_nobody_lets_in_a_stranger(session, settings, structure, made):  # noqa: F811
    other = Structure(name="Ailleurs", department="92")
    session.add(other)
    session.flush()
    one = desk_of(session, settings, agent(session, settings, structure))
    stranger = agent(session, settings, other, "Inconnu")
    desk_of(session, settings, stranger)
    desks.structure_identity(session, desk=one, structure_id=structure.id, at=AT)

    with pytest.raises(NotFound):
        desks.let_in(
            session, desk=one, structure_id=structure.id,
            account_public_id=stranger.public_id, at=AT,
        )  # fmt: skip


def test_a_link_opens_with_its_code_only(session, settings, made, paper):  # noqa: F811
    link = loans.lend_by_link(
        session, opened=made.opened(AT), paper=paper, days=30, settings=settings, at=AT
    )
    one = queries.of_link(session, loans.digest(link.token), AT)
    assert loans.take_try(session, loan=one.loan)
    with pytest.raises(loans.WrongCode) as wrong:
        loans.open_link(session, one=one, token=link.token, code="10101010", at=AT)
    assert wrong.value.left == 4
    assert loans.take_try(session, loan=one.loan)

    identity = loans.open_link(session, one=one, token=link.token, code=link.code, at=AT)
    assert identity == paper.identity
    with pytest.raises(NotFound):
        queries.of_link(session, loans.digest("another"), AT)


def test_five_wrong_codes_end_a_link(session, settings, made, paper):  # noqa: F811
    link = loans.lend_by_link(
        session, opened=made.opened(AT), paper=paper, days=30, settings=settings, at=AT
    )
    one = queries.of_link(session, loans.digest(link.token), AT)
    for _try in range(5):
        assert loans.take_try(session, loan=one.loan)
        with pytest.raises(loans.WrongCode):
            loans.open_link(session, one=one, token=link.token, code="10101010", at=AT)

    assert not loans.take_try(session, loan=one.loan)
    with pytest.raises(NotFound):
        queries.of_link(session, loans.digest(link.token), AT)
    newest, *_rest = safes.entries(session, made.safe.id)
    assert (newest.act, newest.reason) == (Act.LOAN_ENDED, "tries")


def test_erasing_or_binning_a_paper_ends_its_loans(session, settings, structure, made, paper):  # noqa: F811
    one = agent(session, settings, structure)
    lend(session, made, paper, desk_of(session, settings, one))
    row = session.get_one(SafeDocument, paper.row.id)
    row.state = DocumentState.BINNED
    session.flush()
    assert held(session, one) == []
    session.execute(sa.delete(SafeDocument).where(SafeDocument.id == row.id))

    assert session.scalars(sa.select(Loan)).all() == []


def test_what_is_in_the_bin_is_not_lent(session, settings, structure, made, paper):  # noqa: F811
    desk = desk_of(session, settings, agent(session, settings, structure))
    session.get_one(SafeDocument, paper.row.id).state = DocumentState.BINNED
    session.flush()

    with pytest.raises(loans.CannotLend):
        lend(session, made, paper, desk)


@pytest.mark.parametrize("because", list(Because))
def test_an_account_that_is_stopped_ends_its_loans(
    session, settings, structure, made, account, paper, because  # noqa: F811
):  # fmt: skip
    one = agent(session, settings, structure)
    lend(session, made, paper, desk_of(session, settings, one))
    ends.end(
        session, account_id=account.id, person_id=account.person_id, because=because,
        actor=SYSTEM, at=AT,
    )  # fmt: skip

    assert held(session, one) == []


def test_a_code_of_a_desk_works_a_quarter_of_an_hour(session, settings, structure):
    one = agent(session, settings, structure)
    desk = desk_of(session, settings, one)
    code = desks.say_code(session, desk=desk.key, settings=settings, at=AT)
    hashed = desks.code_hash(code, settings)

    found = queries.agent_of_code(session, hashed, AT + timedelta(minutes=14))
    assert found[1].id == one.id
    assert queries.agent_of_code(session, hashed, AT + timedelta(minutes=15)) is None
    assert code not in str(session.execute(sa.select(DeskKey.code_hash)).all())


def test_loans_past_their_day_lose_their_wrap_and_are_forgotten(
    session, settings, structure, made, paper  # noqa: F811
):  # fmt: skip
    desk = desk_of(session, settings, agent(session, settings, structure))
    loan = lend(session, made, paper, desk, days=1)
    loans.tidy(session, at=AT + timedelta(days=2))
    session.refresh(loan)
    assert loan.wrapped is None
    loans.tidy(session, at=AT + timedelta(days=40))

    assert session.scalars(sa.select(Loan)).all() == []


def test_a_public_key_put_in_place_of_a_structures_or_a_desks_is_found(
    session, settings, structure, made, paper  # noqa: F811
):  # fmt: skip
    one = agent(session, settings, structure)
    desk = desk_of(session, settings, one)
    key, _identity = desks.structure_identity(session, desk=desk, structure_id=structure.id, at=AT)
    strangers = crypto.recipient_of(crypto.new_identity())
    key.public_key = strangers
    session.flush()
    loans.lend_to_structure(session, opened=made.opened(AT), paper=paper, key=key, days=1, at=AT)
    fresh, identity = desks.structure_identity(session, desk=desk, structure_id=structure.id, at=AT)

    assert fresh.public_key == crypto.recipient_of(identity) != strangers
    assert held(session, one) == []
    desk.key.public_key = strangers
    session.flush()
    assert desk_of(session, settings, one).key.public_key != strangers


def test_an_older_version_stays_lent_until_the_newest_is_in_the_bin(
    session, settings, structure, store, made, paper  # noqa: F811
):  # fmt: skip
    one = agent(session, settings, structure)
    lend(session, made, paper, desk_of(session, settings, one))
    newer = put_in(session, store, made)
    old = session.get_one(SafeDocument, paper.row.id)
    old.state, newer.follows_id = DocumentState.REPLACED, old.id
    session.flush()

    assert [shown.document.id for shown in held(session, one)] == [old.id]
    newer.state = DocumentState.BINNED
    session.flush()
    assert held(session, one) == []
    newer.state = DocumentState.KEPT
    session.flush()
    assert held(session, one)
