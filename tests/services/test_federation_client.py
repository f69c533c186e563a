"""What a provider publishes is checked before anybody is sent there (look-alikes of ours)."""

from datetime import timedelta

import httpx
import pytest

from inclusion.federation import client as module
from inclusion.federation.client import Client, ProviderDown
from inclusion.federation.rules import KINDS, Provider

ISSUER = "https://fc.exemple.fr/api/v2"
METADATA = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/jwks",
}


@pytest.fixture
def answers(monkeypatch):
    """Answer the client's requests: what each call gets, and how many there were."""
    given = {"answer": httpx.Response(200, json=METADATA), "calls": 0}

    def request(*_args, **_options):
        given["calls"] += 1
        if isinstance(given["answer"], Exception):
            raise given["answer"]
        return given["answer"]

    monkeypatch.setattr(module.httpx, "request", request)
    return given


@pytest.fixture
def made(clock):
    kind = KINDS["franceconnect"]
    return Client(Provider("franceconnect", kind, ISSUER, "us", "x", ("eidas1",)), clock)


def url_of(made):
    return made.authorize_url(redirect_uri="https://nous/retour", state="s", nonce="n")


def test_metadata_are_kept_an_hour(made, answers, clock):
    assert url_of(made).startswith(f"{ISSUER}/authorize?")
    url_of(made)
    assert answers["calls"] == 1
    clock.advance(timedelta(minutes=61))
    url_of(made)
    assert answers["calls"] == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": f"{ISSUER}/"},
        {"issuer": None},
        {"authorization_endpoint": "https://ailleurs.exemple.fr/authorize"},
        {"token_endpoint": "http://fc.exemple.fr/api/v2/token"},
        {"jwks_uri": None},
        {"end_session_endpoint": "https://ailleurs.exemple.fr/end"},
    ],
)
def test_addresses_elsewhere_are_refused(made, answers, changes):
    answers["answer"] = httpx.Response(200, json=METADATA | changes)

    with pytest.raises(ProviderDown):
        url_of(made)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(302, headers={"Location": "https://ailleurs.exemple.fr"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.ConnectTimeout("slow"),
    ],
)
def test_what_is_no_metadata_is_a_provider_that_is_down(made, answers, clock, answer):
    answers["answer"] = answer
    for _ in range(3):
        with pytest.raises(ProviderDown):
            url_of(made)
    assert answers["calls"] == 1, "it is not asked again at once"

    answers["answer"] = httpx.Response(200, json=METADATA)
    clock.advance(timedelta(seconds=16))
    assert url_of(made)


def test_a_provider_without_a_way_out_is_left_alone(made, answers):
    assert made.leaving_url(id_token="t", state="s", back_to="https://nous") is None
