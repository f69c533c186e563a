"""The dance of a sign-in to another service, through the pages a person sees."""

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from inclusion.actors import SYSTEM
from inclusion.db import write_session
from inclusion.provider.service import clients
from tests.support.clock import START

VERIFIER = "v" * 43
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
BACK = "https://mediatheque.exemple.fr/retour"
AFTER = "https://mediatheque.exemple.fr/au-revoir"
NOTICES = "https://mediatheque.exemple.fr/avis"


class Service:
    """A registered service and the requests it makes."""

    def __init__(self, app, **values) -> None:
        said = {
            "name": "Médiathèque de Mantes",
            "redirect_uris": [BACK],
            "post_logout_uris": [AFTER],
            "backchannel_uri": NOTICES,
            "scope": "openid profile birth email phone",
        }
        self.app = app
        with write_session(app.extensions["inclusion"].engine) as session:
            row, self.secret = clients.register(
                session, actor=SYSTEM, at=START, with_loopback=True, **(said | values)
            )
        self.id = row.public_id

    def url(self, **values) -> str:
        said = {
            "client_id": self.id,
            "redirect_uri": BACK,
            "response_type": "code",
            "scope": "openid profile birth",
            "state": "etat",
            "nonce": "nonce",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        } | values
        return "/oidc/authorize?" + urlencode({k: v for k, v in said.items() if v is not None})

    def post(self, path, auth="basic", **values):
        headers = {}
        if auth == "basic":
            pair = base64.b64encode(f"{self.id}:{self.secret}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        elif auth == "post":
            values |= {"client_id": self.id, "client_secret": self.secret}
        return self.app.test_client().post(path, data=values, headers=headers)

    def exchange(self, code, **values):
        said = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": VERIFIER,
        }
        return self.post("/oidc/token", **(said | values))

    def refresh(self, token, **values):
        return self.post("/oidc/token", grant_type="refresh_token", refresh_token=token, **values)

    def userinfo(self, token):
        return self.app.test_client().get(
            "/oidc/userinfo", headers={"Authorization": f"Bearer {token}"}
        )

    def claims(self, id_token):
        keys = KeySet.import_key_set(self.app.test_client().get("/oidc/jwks").json)
        return jwt.decode(id_token, keys, algorithms=["RS256", "ES256"]).claims


@pytest.fixture
def service(app) -> Service:
    return Service(app)


def answer_of(response) -> dict[str, str]:
    """Return what the address back to the service says."""
    assert response.location.startswith(BACK + "?"), response.location
    return {name: values[0] for name, values in parse_qs(urlsplit(response.location).query).items()}


def accept(client, url):
    """Ask, and accept on the page that comes."""
    client.visit(url)
    return answer_of(client.submit(decision="accept", status=303))


def tokens(client, service, **values):
    return service.exchange(accept(client, service.url(**values))["code"]).json


def test_a_person_signs_in_elsewhere(client, service):
    page = client.visit(service.url())
    assert page.heading == "Entrer dans mon compte"
    client.account = {"identifier": "100000006", "password": "cerise velours tambour lundi"}

    page = client.follow(client.submit(**client.account, status=303))
    assert "Médiathèque de Mantes" in page.main
    assert "Fatoumata Diarra" in page.main
    assert "14 mai 1971" in page.main.replace("\u00a0", " ")
    answer = answer_of(client.submit(decision="accept", status=303))

    assert (answer["state"], answer["iss"]) == ("etat", "http://localhost:8000")
    given = service.exchange(answer["code"])
    assert given.headers["Cache-Control"] == "no-store"
    claims = service.claims(given.json["id_token"])
    assert claims["aud"] == service.id
    assert claims["nonce"] == "nonce"
    assert claims["acr"] == "urn:trait-d-union:acr:password"
    assert claims["amr"] == ["pwd"]
    told = service.userinfo(given.json["access_token"]).json
    assert told == {"sub": claims["sub"], "name": "Fatoumata Diarra", "birthdate": "1971-05-14"}


def test_the_sign_in_page_lets_its_form_lead_to_the_service(client, service):
    plain = client.get("/connexion").headers["Content-Security-Policy"]
    client.visit(service.url())
    waiting = client.get("/connexion").headers["Content-Security-Policy"]

    assert "mediatheque" not in plain
    assert "form-action 'self' https://meteofrance.com/ https://mediatheque.exemple.fr;" in waiting
    assert "mediatheque" not in client.get("/lieux").headers["Content-Security-Policy"]


def test_what_was_accepted_is_not_asked_again_and_more_is(as_citizen, service):
    accept(as_citizen, service.url())

    assert "code" in answer_of(silent(as_citizen, service.url()))
    page = as_citizen.visit(service.url(scope="openid email"))
    assert "Accepter et continuer" in page.main
    assert "Accepter et continuer" in as_citizen.visit(service.url(prompt="consent")).main


def silent(client, url):
    """Follow our own redirects, and stop where they leave."""
    response = client.get(url)
    while response.location and response.location.startswith("/"):
        response = client.get(response.location)
    return response


def test_a_consent_ends_after_a_year(as_citizen, service, clock):
    accept(as_citizen, service.url())
    clock.advance(timedelta(days=365))
    as_citizen.sign_in("citizen")

    assert "Accepter et continuer" in as_citizen.visit(service.url()).main


def test_refusing_tells_the_service(as_citizen, service):
    as_citizen.visit(service.url())

    answer = answer_of(as_citizen.submit(decision="refuse", status=303))

    assert answer["error"] == "access_denied"
    assert (answer["state"], answer["iss"]) == ("etat", "http://localhost:8000")


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "inconnu"},
        {"client_id": None},
        {"redirect_uri": BACK + "/"},
        {"redirect_uri": BACK + '?"é'},
        {"redirect_uri": "https://mediatheque.exemple.fr.malice.fr/retour"},
        {"redirect_uri": None},
    ],
)
def test_a_wrong_service_or_address_shows_a_page_and_leads_nowhere(client, service, change):
    response = client.get(service.url(**change))

    assert response.status_code == 400
    assert response.location is None
    assert client.page.heading == "Ce service ne peut pas vous recevoir"


def test_a_parameter_that_comes_twice_is_refused(client, service):
    assert client.get(service.url() + "&state=autre").status_code == 400
    answer = service.post("/oidc/token", grant_type=["refresh_token", "authorization_code"])
    assert answer.json["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "court"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": 'code"é'}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
        ({"request_uri": "https://exemple.fr"}, "request_uri_not_supported"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "x"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_what_is_wrong_is_told_to_the_service(client, service, change, error):
    answer = answer_of(client.get(service.url(**change)))

    assert answer["error"] == error
    assert (answer["state"], answer["iss"]) == ("etat", "http://localhost:8000")


def test_silence_needs_a_consent_and_a_sign_in(as_citizen, service):
    refused = answer_of(as_citizen.get(service.url(prompt="none")))
    accept(as_citizen, service.url())

    assert refused["error"] == "consent_required"
    assert "code" in answer_of(as_citizen.get(service.url(prompt="none")))


@pytest.mark.parametrize("change", [{"prompt": "login"}, {"max_age": "60"}, {"max_age": "0"}])
def test_a_fresh_sign_in_is_asked_once(as_citizen, service, clock, change):
    accept(as_citizen, service.url())
    clock.advance(timedelta(minutes=2))
    old = answer_of(as_citizen.get(service.url(prompt="none", max_age="60")))

    page = as_citizen.visit(service.url(**change))
    assert page.heading == "Entrer dans mon compte"
    account = as_citizen.account
    sent = as_citizen.submit(
        identifier=account["identifier"], password=account["password"], status=303
    )
    answer = answer_of(as_citizen.get(sent.location))

    assert old["error"] == "login_required"
    claims = service.claims(service.exchange(answer["code"]).json["id_token"])
    assert claims["auth_time"] == int(clock().timestamp())


def test_a_post_is_asked_again_by_get(client, service):
    """A form from elsewhere comes without our cookie: it must not make another."""
    url, _, query = service.url().partition("?")
    response = client.post(url, data=dict(parse_qs(query)))

    assert response.status_code == 303
    assert response.location.startswith("/oidc/authorize?client_id=")
    assert "Set-Cookie" not in response.headers


def test_a_service_may_ask_for_more_than_a_passphrase(app, as_citizen):
    service = Service(app, min_acr="urn:trait-d-union:acr:mfa")

    page = as_citizen.visit(service.url())
    assert "deux preuves" in page.main
    assert page.link("Entrer autrement").startswith("/connexion?suite=")
    answer = answer_of(as_citizen.submit(decision="refuse", status=303))

    assert answer["error"] == "unmet_authentication_requirements"
    silently = answer_of(as_citizen.get(service.url(prompt="none")))
    assert silently["error"] == "unmet_authentication_requirements"


def test_a_service_asks_in_the_language_it_wishes(client, service):
    response = client.get(service.url(ui_locales="ar fr"))

    assert response.location.startswith("/ar/connexion/service/")


def test_a_request_waits_an_hour(client, service, clock):
    client.visit(service.url())
    handle = client.get(service.url()).location
    clock.advance(timedelta(hours=1))

    assert client.get(handle).status_code == 410
    assert client.get("/connexion/service/inconnu").status_code == 410


@pytest.mark.parametrize("auth", ["basic", "post"])
def test_a_client_proves_itself_by_basic_or_by_post(as_citizen, service, auth):
    code = accept(as_citizen, service.url())["code"]

    assert service.exchange(code, auth=auth).status_code == 200


def test_a_client_that_does_not_prove_itself_gets_nothing(as_citizen, service):
    code = accept(as_citizen, service.url())["code"]
    anonymous = service.exchange(code, auth=None, client_id=service.id)
    assertion = service.exchange(
        code,
        auth=None,
        client_id=service.id,
        client_assertion="eyJhbGciOiJub25lIn0.e30.",
        client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    )
    twice = service.exchange(code, client_secret=service.secret)
    garbled = service.app.test_client().post(
        "/oidc/token", headers={"Authorization": "Basic /w=="}, data={"grant_type": "refresh_token"}
    )
    service.secret = "0" * 64
    wrong = service.exchange(code)

    assert [a.status_code for a in (anonymous, wrong, garbled)] == [401, 401, 401]
    assert "Basic" in wrong.headers["WWW-Authenticate"]
    assert assertion.json["error"] == "invalid_request"
    assert twice.json["error"] == "invalid_request"


def test_a_code_needs_its_verifier_its_address_and_its_service(app, as_citizen, service):
    other = Service(app)
    code = accept(as_citizen, service.url())["code"]

    assert service.exchange(code, code_verifier="w" * 43).json["error"] == "invalid_grant"
    assert service.exchange(code, redirect_uri=AFTER).json["error"] == "invalid_grant"
    assert other.exchange(code).json["error"] == "invalid_grant"
    assert service.exchange(code).status_code == 200


def test_a_code_lives_a_minute(as_citizen, service, clock):
    code = accept(as_citizen, service.url())["code"]
    clock.advance(timedelta(seconds=60))

    assert service.exchange(code).json["error"] == "invalid_grant"


def test_a_code_used_twice_revokes_what_it_gave(as_citizen, service):
    code = accept(as_citizen, service.url())["code"]
    given = service.exchange(code).json

    assert service.exchange(code).json["error"] == "invalid_grant"
    assert service.userinfo(given["access_token"]).status_code == 401
    assert service.refresh(given["refresh_token"]).json["error"] == "invalid_grant"


def test_a_refresh_token_serves_once_and_its_reuse_ends_the_family(as_citizen, service):
    first = tokens(as_citizen, service)
    second = service.refresh(first["refresh_token"]).json

    claims = service.claims(second["id_token"])
    assert claims["sub"] == service.claims(first["id_token"])["sub"]
    assert "nonce" not in claims
    assert service.userinfo(second["access_token"]).status_code == 200
    assert service.refresh(first["refresh_token"]).json["error"] == "invalid_grant"
    assert service.userinfo(second["access_token"]).status_code == 401
    assert service.refresh(second["refresh_token"]).json["error"] == "invalid_grant"


def test_lifetimes_of_tokens(as_citizen, service, clock):
    given = tokens(as_citizen, service)
    assert given["expires_in"] == 300
    clock.advance(timedelta(minutes=5))
    assert service.userinfo(given["access_token"]).status_code == 401

    given = service.refresh(given["refresh_token"]).json
    clock.advance(timedelta(hours=7, minutes=55))
    assert service.refresh(given["refresh_token"]).json["error"] == "invalid_grant"


def test_a_refresh_may_ask_for_less_and_not_for_more(as_citizen, service):
    given = tokens(as_citizen, service)
    more = service.refresh(given["refresh_token"], scope="openid email")
    less = service.refresh(given["refresh_token"], scope="openid").json

    assert more.json["error"] == "invalid_scope"
    assert set(service.userinfo(less["access_token"]).json) == {"sub"}


def test_tokens_are_revoked_on_demand(app, as_citizen, service):
    given = tokens(as_citizen, service)
    other = Service(app)
    assert other.post("/oidc/revoke", token=given["refresh_token"]).status_code == 400
    assert service.post("/oidc/revoke", token="inconnu").status_code == 200
    assert service.post("/oidc/revoke", token=given["access_token"]).status_code == 200
    assert service.userinfo(given["access_token"]).status_code == 401

    given = service.refresh(given["refresh_token"]).json
    service.post("/oidc/revoke", token=given["refresh_token"], token_type_hint="refresh_token")
    assert service.userinfo(given["access_token"]).status_code == 401
    assert service.refresh(given["refresh_token"]).json["error"] == "invalid_grant"


def test_userinfo_is_got_and_posted_and_says_why_not(app, as_citizen, service):
    given = tokens(as_citizen, service)
    header = {"Authorization": f"Bearer {given['access_token']}"}
    nobody = app.test_client().get("/oidc/userinfo")

    assert app.test_client().post("/oidc/userinfo", headers=header).json["name"]
    assert nobody.status_code == 401
    assert nobody.headers["WWW-Authenticate"] == 'Bearer realm="http://localhost:8000"'
    assert 'error="invalid_token"' in service.userinfo("x").headers["WWW-Authenticate"]


def test_two_sectors_cannot_compare_their_people(app, as_citizen, service):
    same = Service(app)
    other = Service(app, sector="autre.exemple.fr")
    names = [
        service.claims(tokens(as_citizen, one)["id_token"])["sub"] for one in (service, same, other)
    ]

    assert names[0] == names[1] != names[2]
    assert len(names[0]) <= 255


def test_an_id_token_of_somebody_else_asks_who_is_there(app, as_citizen, service, clock):
    theirs = tokens(as_citizen, service)["id_token"]
    other = app.test_client()
    other.sign_in("100000011")
    clock.advance(timedelta(seconds=1))

    answer = answer_of(other.get(service.url(prompt="none", id_token_hint=theirs)))
    assert answer["error"] == "login_required"
    other.visit(service.url(id_token_hint=theirs))
    sent = other.submit(
        identifier=other.account["identifier"], password=other.account["password"], status=303
    )
    assert answer_of(other.get(sent.location))["error"] == "login_required"
