"""NF Z42-020 roles: no route gives an agent, the administrator included, what a safe holds."""

import pytest
import sqlalchemy as sa
from flask import url_for
from flask.testing import FlaskClient
from werkzeug.routing import BuildError

from inclusion.demo.safe import PAPERS
from inclusion.safe.models import SafeDocument
from inclusion.web import access
from inclusion.web.session import reading
from tests.support.listed import pages

AGENTS = ("administrator", "coordinator", "mediator")
LEAVES = ("accounts.sign_out", "accounts.leave")


@pytest.fixture
def secrets(app):
    """Give what only the owner may see: names of papers, and a piece of each file."""
    owner = app.test_client()
    owner.sign_in("citizen")
    owner.unlock()
    with app.app_context(), reading() as session:
        documents = session.scalars(sa.select(SafeDocument.public_id)).all()
    files = [owner.get(f"/coffre/papier/{one}/telecharger") for one in documents]
    bodies = [file.get_data() for file in files if file.status_code == 200]
    pieces = [body[len(body) // 2 :][:60] for body in bodies if len(body) > 1_000]
    assert len(pieces) >= len(PAPERS)
    return [name.encode() for name, *_rest in PAPERS] + pieces


def addresses(app):
    """Yield every GET address: those that are listed, and each rule with a paper's reference."""
    yield from (page["url"] for page in pages(app))
    with app.app_context(), reading() as session:
        documents = session.scalars(sa.select(SafeDocument.public_id).limit(1)).all()
    with app.test_request_context("/"):
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint in LEAVES:
                continue
            for document in documents:
                values = {
                    name: 1 if "int" in str(rule) and f"int:{name}" in str(rule) else document
                    for name in rule.arguments
                }
                try:
                    yield url_for(rule.endpoint, **values)
                except (BuildError, ValueError):
                    continue


def leaks(app, role, secrets):
    client = app.test_client()
    client.sign_in(role)
    asked = sorted(set(addresses(app)))
    assert len(asked) > 100
    assert any("/coffre/papier/" in url for url in asked)
    given = {url: body(client, url) for url in asked}
    return [url for url, content in given.items() if any(one in content for one in secrets)]


def body(client, url):
    """Ask without judging the page: hundreds are asked."""
    answer = FlaskClient.open(client, url, method="GET")
    return answer.get_data()


@pytest.mark.parametrize("role", AGENTS)
def test_no_route_gives_an_agent_what_a_safe_holds(app, secrets, role):
    assert leaks(app, role, secrets) == []


def test_the_same_crawl_finds_a_route_that_would(app, secrets):
    """Planted: the week shows the name of a paper."""
    name = PAPERS[0][0]
    app.view_functions["desk.week"] = access.agent(lambda: name)

    assert "/mediation/semaine" in leaks(app, "administrator", secrets)
