"""Lending: what each opening leaves behind, who may not open, and what the pages keep quiet."""

import logging
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.lending.models import LendingUnlock, Loan, StructureKey, StructureKeyWrap
from inclusion.web.logs import JsonFormatter
from tests.support.codes import give_back

PAPER = "Titre de séjour (exemple)"
COLLEAGUE = "200000018"
LINK_PAGES = ("/pret", "/pret/page/1", "/pret/telecharger")


@pytest.fixture
def owner(client):
    client.sign_in("citizen")
    client.unlock()
    return client


@pytest.fixture
def agent(app):
    return at_desk(app, "mediator")


def at_desk(app, who):
    other = app.test_client()
    account = other.sign_in(who)
    other.visit("/mediation/prets")
    other.follow(other.submit(passphrase=account["password"], status=303))
    return other


def lending_page(owner):
    owner.visit("/coffre")
    owner.visit(owner.page.link(PAPER))
    return owner.visit(owner.page.link("Prêter ce papier"))


def lend_to(owner, agent, who="agent"):
    agent.visit("/mediation/prets")
    agent.submit(agent.page.form(action="/code"), status=200)
    code = re.search(r"\d\d \d\d \d\d \d\d", agent.page.main).group()
    lending_page(owner)
    owner.submit(to="desk", code=code, days="30", status=200)
    owner.follow(owner.submit(who=who, status=303))
    agent.visit("/mediation/prets")
    return agent.page.link(PAPER)


def lend_by_link(owner):
    lending_page(owner)
    owner.submit(to="link", days="7", status=200)
    token = re.search(r"/pret/([A-Za-z0-9_-]{43})", owner.page.text).group(1)
    return f"/pret/{token}", re.search(r"\d\d \d\d \d\d \d\d", owner.page.main).group()


def opened_by_link(app, owner):
    address, code = lend_by_link(owner)
    other = app.test_client()
    other.visit(address)
    other.follow(other.submit(code=code, status=303))
    return other, address, code


def lines(owner, words):
    return owner.visit("/coffre/journal").main.count(words)


def engine_of(app):
    return app.extensions["inclusion"].engine


def test_opening_with_the_code_is_in_the_journal_before_any_page_is_seen(app, owner):
    other, _address, _code = opened_by_link(app, owner)

    assert lines(owner, "Quelqu’un a regardé un papier avec le lien et le code.") == 1
    other.get("/pret/page/1")
    other.visit("/pret")
    assert lines(owner, "Quelqu’un a regardé un papier avec le lien et le code.") == 1
    assert "Regardé 1 fois" in owner.visit("/coffre/prets").text


def test_a_wrong_code_is_in_the_journal(app, owner):
    address, _code = lend_by_link(owner)
    other = app.test_client()
    for _try in range(5):
        other.visit(address)
        other.submit(code="10101010")

    assert lines(owner, "Quelqu’un a écrit un mauvais code pour un papier prêté.") == 5
    assert lines(owner, "Cinq mauvais codes") == 1


def test_an_agent_who_goes_straight_to_an_image_is_in_the_journal_once(owner, agent):
    shown = lend_to(owner, agent)
    agent.get(f"{shown}/page/1")
    assert lines(owner, "a regardé un papier prêté.") == 1
    agent.visit(shown)
    agent.get(f"{shown}/page/1")
    assert lines(owner, "a regardé un papier prêté.") == 1


def test_an_agent_who_gives_back_is_named_in_the_journal(owner, agent):
    shown = lend_to(owner, agent)
    agent.visit(shown)
    agent.follow(agent.submit(agent.page.form(action="/rendre"), status=303))

    assert lines(owner, "a rendu un papier prêté.") == 1


def test_what_a_link_opens_is_kept_nowhere_and_told_to_nobody(app, owner):
    other, address, _code = opened_by_link(app, owner)
    for path in LINK_PAGES:
        headers = other.get(path).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"
        assert "noindex" in headers["X-Robots-Tag"]
    headers = app.test_client().get(address).headers
    assert headers["Referrer-Policy"] == "strict-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]


def test_the_code_is_taken_over_https_from_a_page_that_sends_its_origin_alone(app, owner):
    """A page that sent no referrer at all could not send its form: CSRF is checked against it."""
    address, code = lend_by_link(owner)
    other = app.test_client()
    other.get(address, base_url="https://localhost")
    data = {**other.page.form().values, "code": code}
    said = {"Referer": "https://localhost/"}

    assert other.post(address, base_url="https://localhost", data=data).status_code == 400
    answer = other.post(address, base_url="https://localhost", data=data, headers=said)
    assert answer.status_code == 303


def test_the_address_of_a_link_is_in_no_log(app, owner, caplog):
    written = []
    handler = logging.Handler()
    handler.emit = lambda record: written.append(JsonFormatter().format(record))
    logging.getLogger("inclusion").addHandler(handler)
    try:
        logging.getLogger("inclusion").setLevel(logging.DEBUG)
        _other, address, code = opened_by_link(app, owner)
        app.test_client().get(f"{address}x")
    finally:
        logging.getLogger("inclusion").removeHandler(handler)

    assert any("lending.by_link" in line for line in written)
    token = address.rpartition("/")[2]
    assert not any(token in line or code.replace(" ", "") in line for line in written)


def test_a_link_that_died_looks_like_one_that_never_was(app, owner):
    address, _code = lend_by_link(owner)
    other = app.test_client()
    for _try in range(5):
        other.visit(address)
        other.submit(code="10101010")
    dead = other.visit(address, status=404)
    unknown = other.visit("/pret/" + "a" * 43, status=404)

    assert dead.main == unknown.main
    assert dead.heading == "Ce lien n’ouvre aucun papier"
    assert other.visit("/pret", status=404).heading == "Ce lien n’ouvre aucun papier"


def test_a_link_past_its_day_opens_nothing(app, owner, clock):
    other, address, code = opened_by_link(app, owner)
    fresh = app.test_client()
    clock.advance(timedelta(days=7, minutes=-5))
    fresh.visit(address)
    clock.advance(timedelta(minutes=5))

    assert fresh.submit(code=code).status_code == 404
    assert [other.get(path).status_code for path in LINK_PAGES] == [404] * 3


def test_what_is_open_closes_after_ten_idle_minutes(app, owner, agent, clock):
    shown = lend_to(owner, agent)
    other, _address, _code = opened_by_link(app, owner)
    for _wait in range(3):
        clock.advance(timedelta(minutes=6))
        assert agent.get(shown).status_code == 200
        assert other.get("/pret/page/1").status_code == 200
    clock.advance(timedelta(minutes=11))

    assert agent.get(shown).location.endswith("/mediation/prets")
    assert other.get("/pret/page/1").status_code == 404


def test_what_is_open_closes_after_an_hour_whatever_is_done(app, owner, agent, clock):
    shown = lend_to(owner, agent)
    for _wait in range(7):
        clock.advance(timedelta(minutes=8))
        assert agent.get(shown).status_code == 200
    clock.advance(timedelta(minutes=8))

    assert agent.get(shown).location.endswith("/mediation/prets")


def test_an_agent_closes_the_desk_at_once(app, owner, agent):
    shown = lend_to(owner, agent)
    agent.visit("/mediation/prets")
    agent.follow(agent.submit(agent.page.form(action="/fermer"), status=303))

    assert agent.page.form(action="").values.keys() >= {"passphrase"}
    assert agent.get(shown).location.endswith("/mediation/prets")
    with engine_of(app).connect() as connection:
        assert connection.execute(sa.select(LendingUnlock)).all() == []


def test_an_administrator_has_no_desk_for_papers(as_administrator):
    assert as_administrator.get("/mediation/prets").status_code == 404
    assert "Papiers prêtés" not in as_administrator.visit("/mon-compte").html


def test_a_colleague_who_was_not_let_in_neither_reads_nor_gives_back(app, owner, agent):
    shown = lend_to(owner, agent, who="structure")
    give_back(app)
    colleague = at_desk(app, COLLEAGUE)
    token = colleague.page.form(action="/code").values["csrf_token"]

    assert PAPER not in colleague.page.text
    assert colleague.get(shown).status_code == 404
    assert colleague.post(f"{shown}/rendre", data={"csrf_token": token}).status_code == 404
    agent.visit("/mediation/prets")
    agent.follow(agent.submit(agent.page.form(action="/collegues/"), status=303))
    assert colleague.visit(shown).heading == PAPER


def test_when_nobody_can_open_the_key_of_a_structure_another_is_made(app, owner, agent):
    lend_to(owner, agent, who="structure")
    with engine_of(app).begin() as connection:
        old = connection.scalar(sa.select(StructureKey.public_key))
        connection.execute(sa.delete(StructureKeyWrap))
    agent.visit("/mediation/prets")

    assert PAPER not in agent.page.text
    with engine_of(app).connect() as connection:
        assert connection.scalar(sa.select(StructureKey.public_key)) != old
        ended = connection.execute(
            sa.select(Loan.ended, Loan.wrapped).where(Loan.structure_id.is_not(None))
        ).all()
    assert {(one.ended.value, one.wrapped) for one in ended} == {("key", None)}
    assert lend_to(owner, agent, who="structure")


def test_the_page_of_a_paper_says_that_it_is_lent(owner, agent):
    owner.visit("/coffre")
    shown = owner.page.link(PAPER)
    assert "Ce papier est prêté." not in owner.visit(shown).main
    lend_to(owner, agent)
    assert "Ce papier est prêté." in owner.visit(shown).main
    owner.visit("/coffre/prets")
    owner.follow(owner.submit(owner.page.form(action="/fin"), status=303))
    assert "Ce papier est prêté." not in owner.visit(shown).main


def test_lending_asks_for_a_proof_after_a_quarter_of_an_hour(owner, clock):
    address = lending_page(owner).url
    for _wait in range(2):
        clock.advance(timedelta(minutes=8))
        owner.visit("/coffre")

    assert "/connexion" in owner.get(address).location or "preuve" in owner.get(address).location


def test_a_paper_is_lent_to_the_person_who_was_shown_and_to_nobody_else(app, owner, agent):
    agent.visit("/mediation/prets")
    agent.submit(agent.page.form(action="/code"), status=200)
    code = re.search(r"\d\d \d\d \d\d \d\d", agent.page.main).group()
    lending_page(owner)
    owner.submit(to="desk", code=code, days="30", status=200)
    assert "Aline Garnier" in owner.page.main
    owner.submit(who="agent", agent="somebodyelse2345", status=422)

    assert "Ce code ne marche plus." in owner.page.problems[0]
    assert "Vous ne prêtez aucun papier." in owner.visit("/coffre/prets").main
