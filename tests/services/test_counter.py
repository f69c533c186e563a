"""The counter on real databases: open, activate, enter, remake, block."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts import queries as accounts
from inclusion.accounts import service as account_service
from inclusion.accounts.rules.because import Because
from inclusion.accounts.service import WeakPassphrase, WrongCredentials
from inclusion.audit.models import AuditEvent
from inclusion.counter import ends, export, queries
from inclusion.counter.models import Card, Proofing
from inclusion.counter.rules import (
    DocumentKind,
    Facts,
    Gone,
    Ground,
    Method,
    Proof,
    Review,
    Stage,
)
from inclusion.counter.service import blocking, cards, opening, recovery
from inclusion.counter.service.journal import OwnAccount, WrongFacts
from inclusion.errors import Conflict, Invalid, NotFound
from inclusion.people import queries as people
from inclusion.people import service as people_service
from inclusion.tokens import group_card_code
from inclusion.web.models import WebSession
from tests.support.counter import AT, NOTHING, PASSPORT, PHRASE, SAID, lay
from tests.support.settings import CHEAP

DAY = timedelta(days=1)
LATER = AT + timedelta(days=40)


@pytest.fixture
def counter(session):
    return lay(session)


def actions(session, account):
    return session.scalars(
        sa.select(AuditEvent.action)
        .where(AuditEvent.object_kind == "account", AuditEvent.object_id == account.id)
        .order_by(AuditEvent.id)
    ).all()


def in_service(session, counter, **values):
    """Return an account opened forty days before LATER, entered with a card's code."""
    issued = counter.open(**values)
    drawn = cards.draw(CHEAP)
    cards.activate_with_code(session, card_id=issued.card.id, drawn=drawn, at=AT)
    return issued.account, drawn.code


def visit(session, account):
    session.add(
        WebSession(
            token_hash=account.public_id,
            account_id=account.id,
            public_id=account.public_id,
            content={},
            created_at=AT,
            last_seen_at=AT,
            expires_at=LATER,
        )
    )
    session.flush()


def test_a_paper_opens_an_account_without_mail_or_telephone(session, counter):
    issued = counter.open()
    account = issued.account

    assert account.assurance == 2
    assert account.passphrase_hash is None
    assert people.person(session, account.person_id).phone is None
    seen = session.scalar(sa.select(Proofing))
    assert (seen.agent_id, seen.structure_id, seen.at, seen.document_kind) == (
        counter.agent.account_id,
        counter.agent.structure_id,
        AT,
        DocumentKind.PASSPORT,
    )
    assert issued.code not in issued.card.activation_hash


@pytest.mark.parametrize(("method", "level"), [(Method.NONE, 0), (Method.VOUCHED, 1)])
def test_without_a_paper_the_level_is_lower_and_the_account_opens(counter, method, level):
    assert counter.open(proof=Proof(method)).account.assurance == level


def test_a_file_of_the_structure_is_joined_and_one_of_another_asks_for_a_paper(session, counter):
    person = people_service.add(session, name="Fatou Keïta", birth_on="1971", at=AT)
    with pytest.raises(WrongFacts):
        counter.open(person=person, proof=NOTHING)

    account = counter.open(person=person).account

    assert account.person_id == person.id
    with pytest.raises(Conflict):
        counter.open(person=person)


def test_a_paper_of_another_name_joins_no_file_of_another_structure(session, counter):
    person = people_service.add(session, name="Fatou Keïta", birth_on="1972", at=AT)

    with pytest.raises(WrongFacts):
        counter.open(person=person)


def test_an_agent_opens_nothing_for_their_own_name(counter):
    with pytest.raises(OwnAccount):
        counter.open(name="UN aline")
    with pytest.raises(OwnAccount):
        counter.open(name="Aline Un")


def test_matches_are_masked_and_tell_whether_there_is_an_account(session, counter):
    counter.open()
    people_service.add(session, name="Fatoumata Keita", at=AT)
    people_service.add(session, name="Fatou Keïta", birth_on="1980", at=AT)

    found = queries.matches(session, name="keita fatou", birth_year="1971")

    assert [(one.name, one.birth_year, bool(one.account)) for one in found] == [
        ("F… K…", "1971", True)
    ]
    assert queries.matches(session, name="Keïta", birth_year="1971") == []


def test_a_code_serves_once(session, counter):
    issued = counter.open()
    counter.activate(issued)

    with pytest.raises(cards.ActivationOver):
        counter.activate(issued)
    assert cards.take_try(session, identifier=issued.account.identifier, at=AT) is None
    assert account_service.check_credentials(
        session, identifier=issued.account.identifier, passphrase=PHRASE, cost=CHEAP
    )


def test_a_code_dies_after_seven_days(session, counter):
    issued = counter.open()
    week = AT + timedelta(days=7)

    assert cards.take_try(session, identifier=issued.account.identifier, at=week) is None
    with pytest.raises(cards.ActivationOver):
        counter.activate(issued, at=week)


def test_five_wrong_codes_kill_it(session, counter):
    issued = counter.open()
    for _ in range(5):
        assert cards.take_try(session, identifier=issued.account.identifier, at=AT)

    assert cards.take_try(session, identifier=issued.account.identifier, at=AT) is None


@pytest.mark.parametrize("written", [str, str.lower, group_card_code])
def test_the_code_of_the_paper_never_becomes_the_secret(counter, written):
    issued = counter.open()

    with pytest.raises((Conflict, WeakPassphrase)):
        counter.activate(issued, phrase=written(issued.code))


def test_twelve_signs_around_the_code_of_the_paper_do_not_hide_it(session, counter):
    issued = counter.open()

    with session.begin_nested() as undo:
        with pytest.raises(cards.IsActivationCode):
            counter.activate(issued, phrase=f"--{group_card_code(issued.code)}--")
        undo.rollback()

    counter.activate(issued)


def test_the_lasting_code_opens_and_the_one_of_the_paper_does_not(session, counter):
    issued = counter.open()
    drawn = cards.draw(CHEAP)
    cards.activate_with_code(session, card_id=issued.card.id, drawn=drawn, at=AT)
    number = issued.account.identifier

    found = cards.check_code(session, identifier=number, code=drawn.code.lower(), cost=CHEAP)

    assert found.id == issued.account.id
    for code in (issued.code, "", "0000000000"):
        with pytest.raises(WrongCredentials):
            cards.check_code(session, identifier=number, code=code, cost=CHEAP)


def test_a_reprint_kills_the_card_before_and_is_in_the_journal(session, counter):
    issued = counter.open()
    again = cards.reprint(
        session,
        account_id=issued.account.id,
        drawn=cards.draw(CHEAP),
        actor=counter.agent,
        at=AT,
    )
    session.refresh(issued.card)

    assert issued.card.reason is Gone.REPRINTED
    with pytest.raises(cards.ActivationOver):
        counter.activate(issued)
    counter.activate(again)
    assert "account.card_reprinted" in actions(session, issued.account)
    with pytest.raises(cards.NotReprintable):
        cards.reprint(
            session,
            account_id=issued.account.id,
            drawn=cards.draw(CHEAP),
            actor=counter.agent,
            at=AT,
        )


def test_another_structure_reprints_nothing(session, counter):
    issued = counter.open()

    with pytest.raises(NotFound):
        cards.reprint(
            session,
            account_id=issued.account.id,
            drawn=cards.draw(CHEAP),
            actor=counter.stranger,
            at=AT,
        )


def test_a_known_file_with_a_paper_is_remade_at_once_and_everything_old_dies(session, counter):
    account, code = in_service(session, counter)
    visit(session, account)
    ended = []

    made = counter.recover(account, at=LATER)
    issued = counter.finish(made, at=LATER, ends=[lambda _db, **said: ended.append(said)])

    assert made.ground is Ground.KNOWN_FILE
    assert ended[0]["because"] is Because.TAKEN_OVER
    assert session.scalar(sa.select(sa.func.count()).select_from(WebSession)) == 0
    with pytest.raises(WrongCredentials):
        cards.check_code(session, identifier=account.identifier, code=code, cost=CHEAP)
    counter.activate(issued, at=LATER)
    assert actions(session, account)[-3:] == [
        "account.card_remade",
        "account.card_activated",
        "account.passphrase_set",
    ]


def test_a_new_file_waits_for_a_second_agent_or_a_day(session, counter):
    account, _code = in_service(session, counter)
    made = counter.recover(account)

    assert made.ground is Ground.SECOND_AGENT
    with pytest.raises(recovery.NotReady):
        counter.finish(made)
    with pytest.raises(recovery.SameAgent):
        counter.confirm(made, actor=counter.agent)
    with pytest.raises(NotFound):
        counter.confirm(made, actor=counter.stranger)
    with pytest.raises(recovery.TooFewPapers):
        counter.confirm(made, proof=NOTHING)
    with pytest.raises(WrongFacts):
        counter.confirm(made, said=Facts("Marie Keïta"))
    counter.confirm(made)
    session.refresh(made)
    assert queries.stage_of(made, AT) is Stage.READY
    with pytest.raises(NotFound):
        counter.finish(made, actor=counter.stranger)
    counter.finish(made)
    with pytest.raises(recovery.NotReady):
        counter.finish(made)


@pytest.mark.parametrize("channel", ["email_confirmed_at", "phone_confirmed_at"])
def test_an_owner_who_can_be_reached_has_a_day_to_refuse(session, counter, channel):
    account, code = in_service(session, counter)
    setattr(people.person(session, account.person_id), channel, AT)
    session.flush()

    made = counter.recover(account, at=LATER)
    assert made.ground is Ground.DELAY
    with pytest.raises(recovery.NotReady):
        counter.confirm(made, at=LATER)
    with pytest.raises(recovery.NotReady):
        counter.finish(made, at=LATER + DAY - timedelta(seconds=1))
    recovery.refuse(session, account_id=account.id, at=LATER)
    with pytest.raises(recovery.NotReady):
        counter.finish(made, at=LATER + DAY)
    assert cards.check_code(session, identifier=account.identifier, code=code, cost=CHEAP)


def test_a_delay_ends_and_a_recovery_grows_too_old(session, counter):
    account, _code = in_service(session, counter, proof=NOTHING)
    made = counter.recover(account, proof=NOTHING)
    assert made.ground is Ground.DELAY

    with pytest.raises(recovery.NotReady):
        counter.finish(made, at=AT + timedelta(days=7))
    counter.finish(made, at=AT + DAY)


def test_a_recovery_asks_for_a_proof_as_good_as_the_first(session, counter):
    account, _code = in_service(session, counter)

    with pytest.raises(recovery.TooFewPapers):
        counter.recover(account, proof=Proof(Method.VOUCHED))
    with pytest.raises(WrongFacts):
        counter.recover(account, said=Facts("Fatou Keïta", "1972"))


def test_an_agents_account_is_never_remade_here(session, counter):
    with pytest.raises(NotFound):
        counter.recover(accounts.account(session, counter.colleague.account_id))


def test_ten_recoveries_a_day_and_no_more(session, counter):
    opened = [counter.open(name=f"Fatou Keïta {n}").account for n in range(11)]
    for n, account in enumerate(opened[:10]):
        counter.recover(account, said=Facts(f"Fatou Keïta {n}", "1971"))

    last = Facts("Fatou Keïta 10", "1971")
    with pytest.raises(recovery.TooManyRecoveries) as refused:
        counter.recover(opened[10], said=last)
    assert refused.value.retry_after == DAY
    counter.recover(opened[10], said=last, actor=counter.colleague)
    counter.recover(opened[10], said=last, at=AT + DAY)


def test_one_structure_has_one_recovery_open_and_a_done_one_closes_the_others(session, counter):
    account, _code = in_service(session, counter)
    made = counter.recover(account)
    elsewhere = counter.recover(account, actor=counter.stranger)

    assert counter.recover(account, actor=counter.colleague).id == made.id
    counter.confirm(made)
    counter.finish(made)
    session.refresh(elsewhere)
    assert queries.stage_of(elsewhere, AT + DAY) is Stage.REFUSED


def test_two_facts_block_and_one_does_not(session, counter):
    account, code = in_service(session, counter)
    visit(session, account)
    with pytest.raises(WrongFacts):
        blocking.find_to_block(session, Facts("Fatou Keïta"))
    with pytest.raises(WrongFacts):
        blocking.find_to_block(session, Facts("Fatou Keïta", "1972"))

    found = blocking.find_to_block(session, SAID)
    ended = []
    for _ in range(2):
        blocking.block(
            session,
            account_id=found.id,
            ends=[lambda _db, **said: ended.append(said["because"])],
            actor=counter.stranger,
            at=AT,
        )

    assert found.id == account.id
    assert ended == [Because.BLOCKED]
    assert accounts.find_open(session, account.id) is None
    assert session.scalar(sa.select(sa.func.count()).select_from(WebSession)) == 0
    with pytest.raises(cards.Blocked):
        cards.check_code(session, identifier=account.identifier, code=code, cost=CHEAP)
    with pytest.raises(WrongCredentials):
        cards.check_code(session, identifier=account.identifier, code="x", cost=CHEAP)


def test_namesakes_of_one_year_are_told_apart_by_the_number(session, counter):
    first = counter.open().account
    counter.open()
    with pytest.raises(blocking.SeveralAccounts):
        blocking.find_to_block(session, SAID)

    found = blocking.find_to_block(session, Facts("Fatou Keïta", "1971", first.identifier))

    assert found.id == first.id


def test_a_blocked_account_opens_again_with_a_new_card_only(session, counter):
    issued = counter.open()
    account = issued.account
    blocking.block(session, account_id=account.id, ends=(), actor=counter.agent, at=AT)

    assert cards.take_try(session, identifier=account.identifier, at=AT) is None
    with pytest.raises(cards.ActivationOver):
        counter.activate(issued)
    with pytest.raises(cards.NotReprintable):
        cards.reprint(
            session,
            account_id=account.id,
            drawn=cards.draw(CHEAP),
            actor=counter.agent,
            at=AT,
        )
    counter.finish(counter.recover(account, at=LATER), at=LATER)
    assert account.blocked_at is None
    assert "account.unblocked" in actions(session, account)


def test_a_blocked_account_wants_a_paper(session, counter):
    account = counter.open(proof=NOTHING).account
    waiting = counter.recover(account, proof=NOTHING, at=LATER)
    blocking.block(session, account_id=account.id, ends=(), actor=counter.agent, at=LATER)

    with pytest.raises(recovery.TooFewPapers):
        counter.recover(account, proof=NOTHING, at=LATER)
    with pytest.raises(recovery.NotReady):
        counter.finish(waiting, at=LATER + DAY)
    assert account.blocked_at is not None


def test_a_paper_shown_later_raises_the_level_and_never_lowers_it(session, counter):
    account = counter.open(proof=NOTHING).account

    def show(proof, said=SAID):
        opening.show_paper(
            session,
            account_id=account.id,
            said=said,
            proof=proof,
            actor=counter.agent,
            at=AT,
        )

    with pytest.raises(Invalid):
        show(NOTHING)
    with pytest.raises(WrongFacts):
        show(PASSPORT, Facts("Autre Nom", "1971"))
    show(PASSPORT)
    show(Proof(Method.VOUCHED))
    assert account.assurance == 2


def test_a_coordinator_reviews_their_own_structure(session, counter):
    account, _code = in_service(session, counter)
    made = counter.recover(account)

    def answer(actor):
        recovery.answer_review(
            session, public_id=made.public_id, review=Review.TO_CLARIFY, actor=actor, at=AT
        )

    with pytest.raises(NotFound):
        answer(counter.stranger)
    answer(counter.colleague)
    lines = queries.to_review(session, structure_id=counter.agent.structure_id, at=LATER)
    assert [line.recovery.review for line in lines] == [Review.TO_CLARIFY]


def test_what_is_held_is_exported_without_a_secret(session, counter):
    account, _code = in_service(session, counter)
    counter.recover(account)

    part = export.part(session, account.id, account.person_id)

    assert {row["kind"].code for row in part.rows} == {"card", "proofing", "recovery"}
    assert "argon2" not in str(part.rows)
    assert export.part(session, None, account.person_id).rows == []


@pytest.mark.parametrize(
    ("because", "lives"),
    [(Because.CLOSED, False), (Because.DECEASED, False), (Because.BLOCKED, True)],
)
def test_a_card_ends_with_its_account(session, counter, because, lives):
    account, _code = in_service(session, counter)
    for _ in range(2):
        ends.end(
            session,
            account_id=account.id,
            person_id=account.person_id,
            because=because,
            actor=counter.agent,
            at=AT,
        )

    alive = session.scalar(
        sa.select(sa.func.count()).select_from(Card).where(Card.revoked_at.is_(None))
    )
    assert bool(alive) is lives


def test_whoever_sees_the_better_paper_becomes_the_opener(session, counter):
    account, _code = in_service(session, counter, proof=NOTHING)
    made = counter.recover(account, proof=NOTHING)
    assert made.ground is Ground.DELAY

    same = counter.recover(account, actor=counter.colleague, at=AT + timedelta(hours=1))

    assert same.id == made.id
    assert (same.ground, same.document_kind) == (Ground.SECOND_AGENT, DocumentKind.PASSPORT)
    assert same.ready_at == AT + DAY
    assert actions(session, account)[-1] == "account.recovery_amended"
    with pytest.raises(recovery.SameAgent):
        counter.confirm(same, actor=counter.colleague)
    with pytest.raises(recovery.TooFewPapers):
        counter.recover(account, proof=NOTHING)
    counter.confirm(same, actor=counter.agent)


def test_a_better_paper_for_a_known_file_is_ready_at_once(session, counter):
    account, _code = in_service(session, counter, proof=Proof(Method.VOUCHED))
    made = counter.recover(account, at=LATER, proof=Proof(Method.VOUCHED))

    same = counter.recover(account, at=LATER + timedelta(hours=1))

    assert same.id == made.id
    assert same.ground is Ground.KNOWN_FILE
    assert queries.stage_of(same, LATER + timedelta(hours=1)) is Stage.READY
