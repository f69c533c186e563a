"""The counter opens a safe with two officers of two bodies: pages, steps, strangers."""

import io
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from inclusion import crypto
from inclusion.people.models import Person
from inclusion.rescue.models import OfficerOpening, OfficerWrap
from tests.pages.test_rescue_pages import CARD, DAY, OWNER, rows, signed_in
from tests.support.rescue import body

FIRST, COLLEAGUE, OTHER = "200000005", "200000018", "200000039"
BASE = "/mediation/comptes/coffres/ouvertures"


@pytest.fixture
def both(app):
    """Set the two bodies, as a settings file would."""
    first, second = body("Trait d’union", "Paul Mercier"), body("CCAS de Mantes", "Anne Leroy")
    parts = app.extensions["inclusion"]
    chosen = replace(parts.settings, officers=(first.said, second.said))
    app.extensions["inclusion"] = replace(parts, settings=chosen)
    return first, second


@pytest.fixture
def owner(app, both):
    """Give the client of somebody who asked for the key of two bodies."""
    client = signed_in(app, OWNER)
    page = client.visit("/coffre/confiance")
    client.visit(page.link("Ce que cela veut dire"))
    client.submit(status=422)
    assert "Cochez la case" in client.page.problems[0]
    client.follow(client.submit(understood="oui", status=303))
    assert "Vous l’avez demandé" in client.page.main
    return client


def started(app, who=FIRST, **more):
    agent = signed_in(app, who, is_open=False)
    agent.visit(f"{BASE}/nouvelle")
    values = {
        "name": "Fatoumata Diarra", "year": "1971", "document": "passport",
        "reason": "phrase oubliée, carte perdue", "stranger": "oui", **more,
    }  # fmt: skip
    answer = agent.submit(**values)
    if answer.status_code == 303:
        agent.follow(answer)
    return agent


def page_of(agent):
    return agent.visit(re.sub("/(moitie|fin)$", "", agent.page.url))


def file_of(agent):
    page_of(agent)
    answer = agent.submit(agent.page.form("Prendre le fichier fermé"), status=200)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return answer.data


def send(agent, content, button, status):
    form = page_of(agent).form(button)
    return agent.submit(form, file=(io.BytesIO(content), "cle.txt"), status=status)


def half_open(app, owner, both):
    """Go to the middle: the owner is there, the first body has opened its seal."""
    agent = started(app)
    confirm(owner)
    half = crypto.unseal(file_of(agent), identity=both[0].identities[0])
    agent.follow(send(agent, half, "Envoyer", 303))
    return agent


def confirm(owner):
    page = owner.visit("/coffre/rouvrir")
    assert "Un agent demande à ouvrir avec deux organismes" in page.main
    owner.follow(owner.submit(page.form("Je suis au comptoir"), status=303))


def test_two_agents_two_bodies_and_the_owner_there_make_a_card(app, owner, both):
    agent = half_open(app, owner, both)
    assert "C’est à un agent d’une autre structure" in agent.page.main
    other = signed_in(app, OTHER, is_open=False)
    page = other.visit("/mediation/comptes")
    other.visit(page.link("Ouvertures avec deux organismes"))
    assert "Fatoumata" not in other.page.main
    other.visit(other.page.link("F…"))
    whole = crypto.unseal(file_of(other), identity=both[1].identities[1])
    send(other, b"something else", "Ouvrir et voir la carte", 422)
    assert "Ce n’est pas le fichier ouvert par le second organisme." in other.page.problems
    send(other, whole, "Ouvrir et voir la carte", 200)
    card = CARD.search(other.page.main).group()

    page = owner.visit("/mon-compte")
    assert "Votre coffre a besoin d’une nouvelle clé" in page.main
    lost = signed_in(app, OWNER, is_open=False)
    lost.visit("/coffre/ouvrir-avec-la-carte")
    assert lost.follow(lost.submit(card=card, status=303)).heading == "Prendre une nouvelle carte"
    doors = owner.visit("/coffre/rouvrir").main
    assert "phrase oubliée, carte perdue" in doors
    assert "Vous ne l’avez pas demandé" in doors
    journal = owner.visit("/coffre/journal").main
    assert re.search("Aminata Sy .* a ouvert votre coffre avec les deux organismes", journal)


def test_without_the_owner_72_hours_pass(app, owner, both):
    agent = started(app)
    assert "Attente de 72 heures" in agent.page.main.replace("\u00a0", " ")
    assert "Prendre le fichier" not in agent.page.main
    opening = agent.page.url
    app.extensions["inclusion"].clock.advance(3 * DAY)
    agent = signed_in(app, FIRST, is_open=False)
    agent.visit(opening)

    assert file_of(agent).startswith(b"age-encryption.org/v1")


@pytest.mark.parametrize("who", [FIRST, COLLEAGUE])
def test_the_same_structure_does_not_finish(app, owner, both, who):
    agent = half_open(app, owner, both)
    address, token = agent.page.url, agent.page.form("Tout arrêter").values["csrf_token"][0]
    other = agent if who == FIRST else signed_in(app, who, is_open=False)
    if who != FIRST:
        token = other.visit(address).form("Tout arrêter").values["csrf_token"][0]
    assert "Ouvrir et voir la carte" not in other.visit(address).main
    assert other.post(f"{address}/fichier", data={"csrf_token": token}).status_code == 403
    whole = crypto.unseal(
        rows(app, sa.select(OfficerOpening.half))[0][0], identity=both[1].identities[0]
    )
    answer = other.post(
        f"{address}/fin", data={"csrf_token": token, "file": (io.BytesIO(whole), "cle")}
    )

    assert answer.status_code == 422
    assert "Il faut un autre agent, d’une autre structure." in other.page.problems
    assert rows(app, sa.select(OfficerOpening.done_at)) == [(None,)]


def test_steps_cannot_be_skipped_by_sending_forms(app, owner, both):
    agent = started(app)
    address, token = agent.page.url, agent.page.form("Tout arrêter").values["csrf_token"][0]
    for act, status in (("fichier", 409), ("moitie", 422), ("fin", 422)):
        data = {"csrf_token": token, "file": (io.BytesIO(b"x"), "cle")}
        answer = agent.post(f"{address}/{act}", data=data)
        assert answer.status_code == status, act
    other = signed_in(app, OTHER, is_open=False)
    assert other.get(address).status_code == 404
    assert rows(app, sa.select(OfficerOpening.half_at, OfficerOpening.done_at)) == [(None, None)]


def test_a_file_missing_or_too_large_is_said(app, owner, both):
    agent = started(app)
    confirm(owner)
    agent.visit(agent.page.url)
    agent.submit(agent.page.form("Envoyer"), status=422)
    assert "Choisissez le fichier" in agent.page.problems[0]
    send(agent, b"x" * 30_000, "Envoyer", 422)
    assert "trop grand" in agent.page.problems[0]


def test_the_owner_or_an_agent_stops_it(app, owner, both):
    agent = half_open(app, owner, both)
    page = owner.visit("/mon-compte")
    assert "avec deux organismes" in page.main
    owner.follow(owner.submit(page.form("tout arrêter"), status=303))
    assert rows(app, sa.select(OfficerOpening.half)) == [(None,)]
    assert "Arrêtée" in agent.visit(agent.page.url).main
    agent = started(app)
    agent.follow(agent.submit(agent.page.form("Tout arrêter"), status=303))

    assert "Aucune ouverture en cours." in agent.page.main
    assert "Aline Garnier" in owner.visit("/coffre/journal").main


def test_taking_the_key_back_is_at_once(app, owner, both):
    page = owner.visit("/coffre/confiance")
    owner.follow(owner.submit(page.form("Reprendre cette clé"), status=303))
    assert rows(app, sa.select(OfficerWrap)) == []
    agent = started(app)

    assert "n’a pas demandé cette clé" in agent.page.problems[0]
    assert agent.page.form().values["reason"] == ["phrase oubliée, carte perdue"]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"document": None}, "Choisissez le papier"),
        ({"reason": ""}, "Écrivez la raison"),
        ({"reason": "x" * 601}, "600\u00a0signes"),
        ({"stranger": None}, "demandez à un collègue"),
        ({"year": "1980"}, "Ces réponses ne vont pas"),
    ],
)
def test_what_is_missing_is_said(app, owner, both, values, why):
    agent = started(app, **values)

    assert why in agent.page.problems[0]
    assert rows(app, sa.select(OfficerOpening)) == []


def test_somebody_who_hides_is_warned_here_too(app, both):
    with app.extensions["inclusion"].engine.begin() as connection:
        connection.execute(sa.update(Person).values(hidden_contact=True))
    client = signed_in(app, OWNER)

    assert "Ne demandez pas cette clé" in client.visit("/coffre/confiance/organismes").main


def test_without_bodies_nothing_speaks_of_it(app, as_mediator):
    assert "organismes" not in as_mediator.visit("/mediation/comptes").main
    for path in (BASE, f"{BASE}/nouvelle", f"{BASE}/quelconque"):
        assert as_mediator.get(path).status_code == 404
