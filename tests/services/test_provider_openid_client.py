"""A certified relying party, npm openid-client, does the whole dance with the served product."""

import pytest

from tests.support.relying import OpenSite, Party, Person, openid_client, worker


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    made = OpenSite(tmp_path_factory.mktemp("provider"), shift_seconds=0).load().start()
    with worker(made):
        yield made
    made.stop()


@pytest.fixture(scope="module")
def party(site):
    with openid_client(
        site,
        a={},
        post={"auth": "post", "algorithm": "ES256", "words": ["--algorithm", "ES256"]},
        unsigned={"auth": "unsigned"},
    ) as made:
        yield made


@pytest.fixture
def person(site) -> Person:
    made = Person(site)
    yield made
    made.http.close()


def signed_in(person: Person, party: Party, **query) -> dict:
    """Start at the service, sign in here, accept, and come back to the service."""
    person.open(party.url + "/start", **query)
    person.sign_in()
    if "decision" in person.answer.text:
        person.send(decision="accept")
    return person.answer.json()


@pytest.mark.parametrize("name", ["a", "post"])
def test_the_whole_dance(person, party, name):
    said = signed_in(person, party, client=name)
    claims = said["claims"]

    assert claims["acr"] == "urn:trait-d-union:acr:password"
    assert said["tokens"]["expires_in"] == 300
    told = party.act("userinfo")
    assert told == {
        "sub": claims["sub"],
        "name": "Fatoumata Diarra",
        "birthdate": "1971-05-14",
    }
    fresh = party.act("refresh")
    assert fresh["claims"]["sub"] == claims["sub"]
    assert party.act("userinfo") == told
    assert party.act("refresh-again")["error"] == "invalid_grant"
    assert party.act("userinfo")["status"] == 401


def test_revocation(person, party):
    signed_in(person, party)

    assert party.act("revoke") == {"revoked": True}
    assert party.act("userinfo")["status"] == 401
    assert party.act("refresh")["error"] == "invalid_grant"


def test_leaving_by_the_service(person, party, site):
    claims = signed_in(person, party)["claims"]
    before = len(party.act("notices"))

    assert person.open(party.url + "/leave").json() == {"left": True, "state": "parti"}
    person.open(site.url + "/mon-compte")
    assert person.page.heading == "Entrer dans mon compte"
    notice = party.notices(before + 1)[-1]
    assert (notice["sub"], notice["sid"]) == (claims["sub"], claims["sid"])
    assert notice["exp"] - notice["iat"] <= 120


def test_leaving_here(person, party):
    claims = signed_in(person, party)["claims"]
    before = len(party.act("notices"))

    person.leave()

    assert party.notices(before + 1)[-1]["sid"] == claims["sid"]
    assert party.act("userinfo")["status"] == 401


def test_leaving_without_a_proof_asks_the_person(person, party):
    claims = signed_in(person, party)["claims"]

    person.open(party.url + "/leave", id_token_hint="")
    assert person.answer.status_code == 200
    person.send(decision="accept")

    assert claims["sub"]
    assert person.answer.json() == {"left": True, "state": "parti"}


def kept(person: Person, party: Party, **query) -> None:
    """Come back to the service with a code that it has not used yet."""
    said = signed_in(person, party, redirect_uri=party.url + "/keep", **query)
    assert said == {"kept": True}


def test_a_wrong_verifier(person, party):
    kept(person, party)

    assert party.act("exchange", verifier="other")["error"] == "invalid_grant"
    assert "claims" in party.act("exchange")


def test_a_replayed_code_takes_back_what_it_gave(person, party):
    signed_in(person, party)
    assert party.act("userinfo")["name"]

    assert party.act("exchange")["error"] == "invalid_grant"
    assert party.act("userinfo")["status"] == 401
    assert party.act("refresh")["error"] == "invalid_grant"


def test_the_code_of_another_client(person, party):
    kept(person, party)

    assert party.act("exchange", **{"as": "post"})["error"] == "invalid_grant"


def test_an_assertion_signed_by_nobody(person, party):
    kept(person, party)

    assert party.act("exchange", **{"as": "unsigned"})["error"] == "invalid_request"


def test_a_wrong_redirect_shows_a_page(person, party):
    answer = person.open(party.url + "/start", redirect_uri=party.url + "/ailleurs")

    assert answer.status_code == 400
    assert str(answer.url).startswith(person.site.url)
    assert person.page.heading == "Ce service ne peut pas vous recevoir"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
    ],
)
def test_what_is_refused_comes_back_as_an_error(person, party, query, error):
    """openid-client checks `state` and `iss` of the error too."""
    assert person.open(party.url + "/start", **query).json()["error"] == error


def test_an_old_sign_in_is_made_again(person, party):
    first = signed_in(person, party)["claims"]
    person.open(party.url + "/start", max_age="0")

    assert person.page.heading == "Entrer dans mon compte"
    person.sign_in()
    again = person.answer.json()["claims"]
    assert again["auth_time"] >= first["auth_time"]


def test_new_keys_sign_and_the_former_ones_are_still_known(person, party, site):
    before = signed_in(person, party)
    site.run("provider", "rotate-keys")

    after = person.open(party.url + "/start").json()

    assert after["claims"]["sub"] == before["claims"]["sub"]
    keys = person.http.get(site.url + "/oidc/jwks").json()["keys"]
    assert len(keys) == 4
    assert not [key for key in keys if "d" in key]
