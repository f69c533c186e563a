"""Many at once: a code is tried five times whatever comes, and a paper is lent once."""

import threading

import pytest
import sqlalchemy as sa

from inclusion.accounts import service as accounts
from inclusion.accounts.rules import Role
from inclusion.actors import SYSTEM
from inclusion.db import read_session, write_session
from inclusion.lending import queries
from inclusion.lending.models import Loan, StructureKey, StructureKeyWrap
from inclusion.lending.rules import MOST_TRIES
from inclusion.lending.service import desks, loans
from inclusion.organisations import service as organisations
from inclusion.safe import journal
from inclusion.safe import queries as safes
from inclusion.safe.service import keys
from inclusion.storage import LocalStore
from tests.services.test_safe import PHRASE, put_in
from tests.support.clock import START as AT

GUESSERS = 12


@pytest.fixture
def made(engine, settings, tmp_path):
    """Give a safe with one paper, in a database of its own."""
    store = LocalStore(tmp_path / "objects")
    with write_session(engine) as session:
        owner = accounts.register(
            session, name="Fatoumata Diarra", passphrase=PHRASE, cost=settings.argon2, at=AT
        )
        safe = keys.create(
            session, account_id=owner.id, passphrase=PHRASE, settings=settings, store=store, at=AT
        )
        put_in(session, store, safe)
    return safe


def paper_of(session, made):
    document = safes.first_document(session, made.safe.account_id)
    return safes.paper(session, made.safe.id, document, identity=made.identity)


def together(number, act):
    """Run `act` in threads that start at once; return what each gave, or the error that it met."""
    gate, answers = threading.Barrier(number), []

    def run(rank):
        gate.wait()
        try:
            answers.append(act(rank))
        except Exception as error:
            answers.append(error)

    threads = [threading.Thread(target=run, args=(rank,)) for rank in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_guesses_made_together_are_judged_five_times_and_the_loan_is_dead(engine, settings, made):
    with write_session(engine) as session:
        link = loans.lend_by_link(
            session, opened=made.opened(AT), paper=paper_of(session, made), days=30,
            settings=settings, at=AT,
        )  # fmt: skip

    def guess(rank):
        with read_session(engine) as session:
            one = queries.of_link(session, loans.digest(link.token), AT)
        with write_session(engine) as session:
            if not loans.take_try(session, loan=one.loan):
                return "refused"
        with write_session(engine) as session:
            try:
                loans.open_link(
                    session, one=one, token=link.token, code=f"1010101{rank % 8}", at=AT
                )
            except loans.WrongCode:
                return "judged"
        return "opened"

    answers = together(GUESSERS, guess)

    assert answers.count("judged") == MOST_TRIES
    assert "opened" not in answers
    with write_session(engine) as session:
        loan = session.scalars(sa.select(Loan)).one()
        assert (loan.ended_at, loan.wrapped) == (AT, None)
        assert not loans.take_try(session, loan=loan)
        safe = safes.find_safe(session, made.safe.account_id)
        assert journal.verdict(session, safe).broken is None


def test_a_paper_lent_twice_at_once_to_the_same_agent_is_lent_once(engine, settings, made):
    with write_session(engine) as session:
        structure = organisations.add(session, name="Maison numérique", department="78")
        agent = an_agent(session, settings, structure, "Karim Benali")
        desk = desks.opened(session, account=agent, passphrase=PHRASE, settings=settings, at=AT).key

    def lend(_rank):
        with write_session(engine) as session:
            loans.lend_to_agent(
                session, opened=made.opened(AT), paper=paper_of(session, made), desk=desk, days=7,
                at=AT,
            )  # fmt: skip
        return "lent"

    answers = together(4, lend)

    assert answers.count("lent") == 1
    assert all(isinstance(one, loans.AlreadyLent) for one in answers if one != "lent")


def test_two_first_agents_make_one_key_of_their_structure(engine, settings):
    with write_session(engine) as session:
        structure = organisations.add(session, name="Maison numérique", department="78")
        agents = [an_agent(session, settings, structure, name) for name in ("Karim", "Léa")]
        opened = [
            desks.opened(session, account=one, passphrase=PHRASE, settings=settings, at=AT)
            for one in agents
        ]

    def make(rank):
        with write_session(engine) as session:
            desks.structure_identity(session, desk=opened[rank], structure_id=structure.id, at=AT)
        return "made"

    answers = together(2, make)

    assert answers.count("made") == 1
    assert all(isinstance(one, desks.NotLetIn) for one in answers if one != "made")
    with read_session(engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(StructureKey)) == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(StructureKeyWrap)) == 1


def an_agent(session, settings, structure, name):
    return accounts.add_agent(
        session, name=name, role=Role.MEDIATOR, structure_id=structure.id, passphrase=PHRASE,
        cost=settings.argon2, actor=SYSTEM, at=AT,
    )  # fmt: skip
