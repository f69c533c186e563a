"""Lending through the pages: the owner, the agent, anybody with a link; what a thief gets."""

import re

import pytest

from tests.support.codes import give_back

PAPER = "Titre de séjour (exemple)"


@pytest.fixture
def owner(client):
    client.sign_in("citizen")
    client.unlock()
    return client


@pytest.fixture
def agent(app):
    return signed_in(app, "mediator")


def signed_in(app, who):
    other = app.test_client()
    account = other.sign_in(who)
    other.visit("/mediation/prets")
    other.follow(other.submit(passphrase=account["password"], status=303))
    return other


def code_of(agent):
    agent.visit("/mediation/prets")
    agent.submit(agent.page.form(action="/code"), status=200)
    return re.search(r"\d\d \d\d \d\d \d\d", agent.page.text).group()


def lending_page(owner):
    owner.visit("/coffre")
    owner.visit(owner.page.link(PAPER))
    return owner.visit(owner.page.link("Prêter ce papier"))


def lend_to(owner, agent, who="agent"):
    code = code_of(agent)
    lending_page(owner)
    owner.submit(to="desk", code=code, days="30", status=200)
    owner.follow(owner.submit(who=who, status=303))


def lend_by_link(owner):
    lending_page(owner)
    owner.submit(to="link", days="7", status=200)
    token = re.search(r"/pret/([A-Za-z0-9_-]{43})", owner.page.text).group(1)
    return token, re.search(r"vive voix\D*(\d\d \d\d \d\d \d\d)", owner.page.text).group(1)


def test_an_agent_reads_a_paper_and_its_owner_sees_it(owner, agent):
    lend_to(owner, agent)
    agent.visit("/mediation/prets")
    shown = agent.page.link(PAPER)
    agent.visit(shown)
    assert agent.get(f"{shown}/page/1").mimetype == "image/jpeg"
    answer = agent.get(f"{shown}/telecharger")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    owner.visit("/coffre/journal")

    assert "a regardé un papier prêté" in owner.page.text
    assert "a téléchargé un papier prêté" in owner.page.text
    owner.visit("/coffre/prets")
    assert "Regardé 1 fois" in owner.page.text


def test_a_loan_that_its_owner_ends_is_gone_for_the_agent(owner, agent):
    lend_to(owner, agent)
    agent.visit("/mediation/prets")
    shown = agent.page.link(PAPER)
    owner.visit("/coffre/prets")
    owner.follow(owner.submit(owner.page.form(action="/fin"), status=303))

    for address in (shown, f"{shown}/page/1", f"{shown}/telecharger"):
        assert agent.get(address).status_code == 404
    agent.visit("/mediation/prets")
    assert PAPER not in agent.page.text


def test_an_agent_gives_a_paper_back(owner, agent):
    lend_to(owner, agent)
    agent.visit("/mediation/prets")
    agent.visit(agent.page.link(PAPER))
    agent.follow(agent.submit(agent.page.form(action="/rendre"), status=303))
    assert PAPER not in agent.page.text
    owner.visit("/coffre/prets")
    assert "Vous ne prêtez aucun papier." in owner.page.text


def test_another_agent_and_another_citizen_find_nothing(app, owner, agent):
    lend_to(owner, agent)
    agent.visit("/mediation/prets")
    shown = agent.page.link(PAPER)
    give_back(app)
    stranger = signed_in(app, "200000018")
    assert stranger.get(shown).status_code == 404
    owner.visit("/coffre/prets")
    end = owner.page.form(action="/fin")
    other = app.test_client()
    other.sign_in("100000011")
    other.visit("/coffre/prets")
    token = other.visit("/mon-compte").form().values["csrf_token"][0]
    assert other.post(end.action, data={"csrf_token": token}).status_code == 404


def test_the_desk_closes_without_its_cookie(owner, agent):
    lend_to(owner, agent)
    agent.visit("/mediation/prets")
    shown = agent.page.link(PAPER)
    agent.delete_cookie("lending-desk")

    assert agent.get(shown).location.endswith("/mediation/prets")


@pytest.mark.parametrize("code", ["", "1234", "10 10 10 10"])
def test_a_wrong_code_of_a_desk_is_said_beside_its_field(owner, code):
    lending_page(owner)
    owner.submit(to="desk", code=code, days="7", status=422)

    assert owner.page.problems
    assert owner.page.form().values["days"] == ["7"]


def test_anybody_with_the_link_and_the_code_looks(app, owner):
    token, code = lend_by_link(owner)
    other = app.test_client()
    other.visit(f"/pret/{token}")
    assert PAPER not in other.page.text
    other.follow(other.submit(code=code, status=303))
    assert PAPER in other.page.text
    assert other.get("/pret/page/1").mimetype == "image/jpeg"
    answer = other.get("/pret/telecharger")
    assert answer.headers["Cache-Control"] == "no-store"
    assert other.page is not None
    owner.visit("/coffre/journal")

    assert "avec le lien et le code" in owner.page.text


def test_a_link_without_its_code_shows_nothing(app, owner):
    token, _code = lend_by_link(owner)
    other = app.test_client()
    other.visit(f"/pret/{token}")
    for address in ("/pret", "/pret/page/1", "/pret/telecharger"):
        assert other.get(address).status_code == 404
    assert other.get("/pret/" + "a" * 43).status_code == 404
    statuses = []
    for _try in range(5):
        other.visit(f"/pret/{token}")
        statuses.append(other.submit(code="10101010").status_code)

    assert statuses == [422, 422, 422, 422, 410]
    assert other.get(f"/pret/{token}").status_code == 404


def test_a_link_that_its_owner_ends_is_dead_at_once(app, owner):
    token, code = lend_by_link(owner)
    other = app.test_client()
    other.visit(f"/pret/{token}")
    other.follow(other.submit(code=code, status=303))
    owner.visit("/coffre/prets")
    owner.follow(owner.submit(owner.page.form(action="/fin"), status=303))

    assert other.get("/pret/page/1").status_code == 404
    assert other.get(f"/pret/{token}").status_code == 404


def folder(tmp_path):
    made = tmp_path / "loot"
    made.mkdir()
    return made
