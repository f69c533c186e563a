"""Leaving from a service or towards it, the person's list, the administrator's pages."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.accounts.contributions import Because, contributions
from inclusion.actors import SYSTEM
from inclusion.db import read_session, write_session
from inclusion.demo.cast import CITIZENS
from inclusion.provider.models import ProviderLogout
from inclusion.web.models import WebSession
from tests.pages.test_provider_dance import AFTER, NOTICES, Service, accept, service, tokens

__all__ = ["service"]


def notices(app) -> list[ProviderLogout]:
    with read_session(app.extensions["inclusion"].engine) as session:
        return list(session.scalars(sa.select(ProviderLogout).order_by(ProviderLogout.id)))


def leave_url(**values) -> str:
    return "/oidc/logout?" + "&".join(f"{name}={value}" for name, value in values.items())


def is_signed_in(client) -> bool:
    return client.get("/mon-compte").status_code == 200


def test_leaving_here_leaves_there(app, as_citizen, service):
    given = tokens(as_citizen, service)
    as_citizen.visit("/mon-compte")
    as_citizen.submit(as_citizen.page.form(action="/deconnexion"))

    claims = service.claims(given["id_token"])
    (notice,) = notices(app)
    assert (notice.subject, notice.sid) == (claims["sub"], claims["sid"])
    assert service.userinfo(given["access_token"]).status_code == 401


def test_signing_in_again_keeps_what_was_opened(app, as_citizen, service, clock):
    given = tokens(as_citizen, service)
    clock.advance(timedelta(minutes=1))
    as_citizen.sign_in("100000006")
    as_citizen.visit("/mon-compte")
    as_citizen.submit(as_citizen.page.form(action="/deconnexion"))

    assert [notice.sid for notice in notices(app)] == [service.claims(given["id_token"])["sid"]]


def test_a_service_signs_out_the_person_whom_it_names(app, as_citizen, service, clock):
    given = tokens(as_citizen, service)
    clock.advance(timedelta(minutes=20))
    as_citizen.sign_in("100000006")

    response = as_citizen.get(
        leave_url(id_token_hint=given["id_token"], post_logout_redirect_uri=AFTER, state="e t")
    )

    assert response.status_code == 303
    assert response.location == f"{AFTER}?state=e+t"
    assert "cache" in response.headers["Clear-Site-Data"]
    assert not is_signed_in(as_citizen)
    assert len(notices(app)) == 1


def test_a_visit_that_is_over_here_still_ends_there(app, client, as_citizen, service):
    given = tokens(as_citizen, service)

    client.get(leave_url(id_token_hint=given["id_token"]))

    assert [notice.sid for notice in notices(app)] == [service.claims(given["id_token"])["sid"]]


def test_without_a_proof_the_person_is_asked(as_citizen, service):
    tokens(as_citizen, service)
    url = leave_url(client_id=service.id, post_logout_redirect_uri=AFTER)

    page = as_citizen.visit(url)
    assert page.heading == "Quitter aussi votre compte\u00a0?"
    assert "Médiathèque de Mantes" in page.main
    as_citizen.submit(decision="refuse", status=303)
    assert is_signed_in(as_citizen)

    as_citizen.visit(url)
    answer = as_citizen.submit(decision="accept", status=303)
    assert answer.location == AFTER
    assert not is_signed_in(as_citizen)


def test_the_token_of_somebody_else_asks_too(app, as_citizen, service):
    given = tokens(as_citizen, service)
    other = app.test_client()
    other.sign_in("100000011")

    other.visit(leave_url(id_token_hint=given["id_token"]))

    assert other.page.heading.startswith("Quitter aussi")
    assert is_signed_in(other)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id_token_hint": "eyJhbGciOiJub25lIn0.e30."},
        {"id_token_hint": "x"},
        {"client_id": "inconnu"},
        {"post_logout_redirect_uri": AFTER + "/"},
        {"post_logout_redirect_uri": "https://malice.fr"},
    ],
)
def test_a_wrong_request_to_leave_does_nothing(as_citizen, service, wrong):
    response = as_citizen.get(leave_url(**({"client_id": service.id} | wrong)))

    assert response.status_code == 400
    assert is_signed_in(as_citizen)


def test_the_id_token_of_another_service_does_not_serve(app, as_citizen, service):
    given = tokens(as_citizen, service)
    other = Service(app)

    url = leave_url(id_token_hint=given["id_token"], client_id=other.id)
    assert as_citizen.get(url).status_code == 400


def test_a_posted_request_to_leave_is_asked_again_by_get(as_citizen, service):
    response = as_citizen.post("/oidc/logout", data={"client_id": service.id})

    assert response.location == f"/oidc/logout?client_id={service.id}"


def test_whoever_is_already_out_goes_straight_back(client, as_citizen, service):
    given = tokens(as_citizen, service)

    response = client.get(
        leave_url(id_token_hint=given["id_token"], post_logout_redirect_uri=AFTER)
    )

    assert response.location == AFTER


def test_somebody_else_who_signs_in_here_closes_the_former_visit_there(app, as_citizen, service):
    given = tokens(as_citizen, service)
    as_citizen.sign_in("100000011")

    assert service.userinfo(given["access_token"]).status_code == 401
    assert [notice.sid for notice in notices(app)] == [service.claims(given["id_token"])["sid"]]


def test_a_new_passphrase_closes_what_other_visits_opened(app, as_citizen, service):
    other = app.test_client()
    other.sign_in("citizen")
    given = tokens(other, service)
    as_citizen.visit("/mon-compte/phrase-secrete")
    as_citizen.submit(
        next(form for form in as_citizen.page.forms if "current" in form.values),
        current=as_citizen.account["password"],
        passphrase="lavande tambour écluse mardi",
        status=303,
    )

    assert service.userinfo(given["access_token"]).status_code == 401


def test_what_is_asked_and_not_known_yet_is_told(as_citizen, service):
    page = as_citizen.visit(service.url(scope="openid profile email"))

    assert "Votre adresse e-mail" in page.main
    assert "Si vous en donnez un jour, ce sera envoyé" in page.main


def test_a_person_takes_an_access_back(app, as_citizen, service):
    given = tokens(as_citizen, service)
    page = as_citizen.visit("/mon-compte/services")
    assert "Médiathèque de Mantes" in page.main
    assert "votre nom, votre date de naissance" in page.main

    page = as_citizen.follow(as_citizen.submit())

    assert "Médiathèque de Mantes" not in page.main
    assert service.userinfo(given["access_token"]).status_code == 401
    assert service.refresh(given["refresh_token"]).json["error"] == "invalid_grant"
    assert [notice.sid for notice in notices(app)] == [None]
    assert "Accepter" in as_citizen.visit(service.url()).main


def test_an_access_is_taken_back_by_its_owner_alone(app, as_citizen, service):
    accept(as_citizen, service.url())
    as_citizen.visit("/mon-compte/services")
    form = as_citizen.page.form(action="/retirer")
    other = app.test_client()
    other.sign_in("100000011")
    other.visit("/connexion")
    csrf = other.page.form().values["csrf_token"]

    response = other.post(form.action, data={"csrf_token": csrf})

    assert response.status_code == 404


@pytest.mark.parametrize("because", list(Because))
def test_what_ends_an_account_ends_it_there(app, as_citizen, service, clock, because):
    given = tokens(as_citizen, service)
    with app.app_context(), write_session(app.extensions["inclusion"].engine) as session:
        for _ in range(2):
            for end in contributions().ends:
                end(
                    session,
                    account_id=account_id(app),
                    person_id=None,
                    because=because,
                    actor=SYSTEM,
                    at=clock(),
                )

    assert service.userinfo(given["access_token"]).status_code == 401
    assert notices(app)


def test_the_export_says_what_was_accepted(app, as_citizen, service):
    accept(as_citizen, service.url())
    with app.test_request_context("/"), read_session(app.extensions["inclusion"].engine) as session:
        parts = [export(session, account_id(app), 1) for export in contributions().exports]

    row = next(part for part in parts if part.code == "services").rows[-1]
    assert row["service"] == "Médiathèque de Mantes"
    assert row["scope"] == "openid profile birth"


def account_id(app) -> int:
    engine = app.extensions["inclusion"].engine
    with engine.connect() as connection:
        query = sa.text("SELECT id FROM account WHERE identifier = :number")
        return connection.execute(query, {"number": CITIZENS[0].identifier}).scalar_one()


def test_an_administrator_registers_a_service(as_administrator):
    as_administrator.visit("/administration")
    page = as_administrator.visit(as_administrator.page.link("Services connectés"))
    as_administrator.visit(page.link("Ajouter un service"))

    as_administrator.submit(status=422)
    as_administrator.submit(name="Caisse des écoles", redirect_uris="http://exemple.fr", status=422)
    assert as_administrator.page.problems[0].startswith("Vérifiez les adresses de retour")
    as_administrator.submit(
        name="Caisse des écoles",
        redirect_uris="https://ecoles.exemple.fr/a\nhttps://ecoles.exemple.fr/b",
        backchannel_uri=NOTICES,
        scope=["profile", "birth"],
        min_acr="urn:trait-d-union:acr:in-person",
        status=200,
    )
    assert "client_secret" in as_administrator.page.main
    page = as_administrator.visit("/administration/services")
    assert "Caisse des écoles" in page.main
    assert "votre nom, votre date de naissance" in page.main
    assert "Identité vue par un agent" in page.main


def test_agents_sign_in_elsewhere_too(as_mediator, service):
    given = tokens(as_mediator, service)

    assert set(service.userinfo(given["access_token"]).json) == {"sub", "name"}


def test_a_page_that_was_slow_does_not_bring_a_visit_back(app, as_citizen, clock):
    """A request under way while the person leaves writes nothing when it ends."""
    interface = app.session_interface
    with app.test_request_context(
        "/mon-compte", headers={"Cookie": f"visite={as_citizen.get_cookie('visite').value}"}
    ) as context:
        slow = interface.open_session(app, context.request)
    as_citizen.visit("/mon-compte")
    as_citizen.submit(as_citizen.page.form(action="/deconnexion"))

    slow["seen"] = True
    interface.save_session(app, slow, app.response_class())

    with read_session(app.extensions["inclusion"].engine) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(WebSession)) == 0
