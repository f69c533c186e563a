"""A service asks at the sign-in to deposit papers: the page says it, and accepting allows it."""

import pytest

from inclusion.safe.rules import Act
from tests.pages.test_provider_dance import Service, accept, answer_of
from tests.support.receiving import OTHER, WITHOUT, entries

SCOPES = "openid profile safe:deposit"
WORDS = "Il pourra déposer des papiers dans votre coffre. Il ne pourra pas les lire."


@pytest.fixture
def service(app):
    return Service(app, scope=SCOPES)


@pytest.fixture
def citizen(app):
    client = app.test_client()
    client.sign_in(OTHER)
    return client


def may_deposit(client) -> bool:
    return "Peut déposer" in client.visit("/coffre/qui-peut-deposer").main


def test_the_page_says_it_and_accepting_allows_it(app, citizen, service):
    assert not may_deposit(citizen)
    page = citizen.visit(service.url(scope=SCOPES))
    assert WORDS in page.main
    answer_of(citizen.submit(decision="accept", status=303))

    assert may_deposit(citizen)
    newest = entries(app, OTHER)[0]
    assert (newest.act, newest.who) == (Act.DEPOSITOR_ALLOWED, service.id)


def test_a_sign_in_that_does_not_ask_for_it_allows_nothing(citizen, service):
    page = citizen.visit(service.url(scope="openid profile"))
    assert "déposer" not in page.main
    accept(citizen, service.url(scope="openid profile"))

    assert not may_deposit(citizen)


def test_refusing_allows_nothing(citizen, service):
    citizen.visit(service.url(scope=SCOPES))
    citizen.submit(decision="refuse", status=303)

    assert not may_deposit(citizen)


def test_who_stopped_it_is_not_made_to_allow_it_by_signing_in_again(citizen, service):
    accept(citizen, service.url(scope=SCOPES))
    page = citizen.visit("/coffre/qui-peut-deposer")
    citizen.submit(page.form(action=f"{service.id}/arreter"), status=303)
    citizen.get(service.url(scope=SCOPES), follow_redirects=False)
    answer_of(citizen.get(service.url(scope=SCOPES, prompt="none")))

    assert not may_deposit(citizen)


def test_a_service_registered_without_it_cannot_ask_for_it(app, citizen):
    plain = Service(app, scope="openid profile")
    page = citizen.visit(plain.url(scope=SCOPES))

    assert "déposer" not in page.main


def test_who_has_no_safe_accepts_without_harm(app, service):
    client = app.test_client()
    client.sign_in(WITHOUT)

    assert "code" in accept(client, service.url(scope=SCOPES))
