"""ProConnect, for agents, as the same real provider plays it."""

import pytest
import sqlalchemy as sa

from inclusion.federation.models import IdentityLink
from inclusion.web.models import WebSession
from tests.pages.test_federation import TimelyClock, is_signed_in, rows, there_and_back
from tests.support.application import make_app
from tests.support.codes import code_at, give_back
from tests.support.franceconnect import counterpart

BUTTON = "S’identifier avec ProConnect"


@pytest.fixture(scope="module")
def provider():
    with counterpart("proconnect") as made:
        yield made


@pytest.fixture
def op(provider):
    provider.control(lie={}, forget=True)
    return provider


@pytest.fixture
def app(op, demonstration, tmp_path):
    made = op.configured(demonstration.copy_to(tmp_path / "demo"))
    yield from make_app(made, TimelyClock())


def attach(client, op):
    answer = there_and_back(
        client, op, "agent", button="Rattacher ProConnect", path="/mon-compte/identites"
    )
    client.follow(answer)
    return client.follow(client.submit(client.page.form("Oui, c’est moi"), status=303))


def test_an_unknown_agent_is_sent_to_the_administration(app, client, op):
    page = client.follow(there_and_back(client, op, "agent", button=BUTTON))

    assert page.heading == "Cette identité n’ouvre aucun compte d’agent"
    assert "Demandez un compte à l’administration" in page.main
    client.post(
        "/connexion/proconnect/inconnu", data={"csrf_token": page.forms[0].values["csrf_token"]}
    )
    assert rows(app, sa.select(IdentityLink)) == []
    assert not is_signed_in(client)


def test_no_parameter_is_sent_that_proconnect_does_not_list(client, op):
    there_and_back(client, op, "agent", button=BUTTON)

    assert set(op.control()["requests"][0]) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce",
    }  # fmt: skip


def test_an_agent_attaches_an_identity_then_enters_by_it(app, as_mediator, op):
    assert "ProConnect" in attach(as_mediator, op).main
    client = app.test_client()
    client.follow(there_and_back(client, op, "agent", button=BUTTON))
    assert client.page.heading == "Votre deuxième preuve"

    give_back(app)
    client.submit(
        code=code_at(as_mediator.account["totp_secret"], app.extensions["inclusion"].clock()),
        status=303,
    )

    methods = [content.get("methods") for (content,) in rows(app, sa.select(WebSession.content))]
    assert ["proconnect", "otp", "mfa"] in methods


def test_a_citizen_cannot_attach_it(app, as_citizen, op):
    page = as_citizen.visit("/mon-compte/identites")
    assert not any("proconnect" in form.action for form in page.forms)
    token = page.forms[0].values["csrf_token"]
    answer = as_citizen.post("/connexion/proconnect", data={"csrf_token": token})
    as_citizen.follow(as_citizen.get(op.walk(answer.location, "agent")))
    as_citizen.submit(as_citizen.page.form("Oui, c’est moi"), status=403)

    assert as_citizen.page.heading == "ProConnect ne va pas avec ce compte"
    assert rows(app, sa.select(IdentityLink)) == []
