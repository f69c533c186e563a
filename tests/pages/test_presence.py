"""A visit that ends: said beforehand, put off in one press, and nothing that was written lost."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from inclusion.web.models import WebSession

CITIZEN = {"identifier": "100000006", "password": "cerise velours tambour lundi"}
OTHER = {"identifier": "100000011", "password": "girafe orange lanterne mouton"}
NAME = "Fatoumata D’Ormesson"


def write_too_late(client, clock):
    """Open a form, leave it for an hour, send it."""
    client.sign_in("citizen")
    client.visit("/mon-compte/coordonnees")
    clock.advance(timedelta(hours=1))
    return client.submit(name=NAME, **{"birth_on-year": "1972"}, status=303)


def test_what_was_written_when_the_visit_ended_is_shown_again(client, clock):
    page = client.follow(write_too_late(client, clock))
    assert "vous retrouverez ce que vous aviez écrit" in page.main

    page = client.follow(client.submit(**CITIZEN, status=303))
    assert page.heading == "Vos coordonnées"
    assert "Nous avons gardé ce que vous aviez écrit" in page.main
    assert page.form().values["name"] == [NAME]
    assert page.form().values["birth_on-year"] == ["1972"]
    client.follow(client.submit(status=303))
    assert NAME in client.visit("/mon-compte").main


def test_it_is_shown_once(client, clock):
    client.follow(write_too_late(client, clock))
    client.follow(client.submit(**CITIZEN, status=303))

    assert client.visit("/mon-compte/coordonnees").form().values["name"] == ["Fatoumata Diarra"]


def test_somebody_else_who_enters_sees_nothing_of_it(client, clock):
    client.follow(write_too_late(client, clock))
    page = client.follow(client.submit(**OTHER, status=303))

    assert page.form().values["name"] == ["Henri Lemoine"]


def test_it_is_sealed_in_the_database(app, client, clock):
    write_too_late(client, clock)

    with app.extensions["inclusion"].engine.connect() as connection:
        kept = str(connection.execute(sa.select(WebSession.content)).all())
    assert "draft" in kept
    assert "Ormesson" not in kept


def test_no_secret_is_kept(app, client, clock):
    client.sign_in("citizen")
    client.visit("/mon-compte/phrase-secrete")
    clock.advance(timedelta(hours=1))
    client.follow(client.submit(current=CITIZEN["password"], passphrase="x" * 20, status=303))
    with app.extensions["inclusion"].engine.connect() as connection:
        assert "draft" not in str(connection.execute(sa.select(WebSession.content)).all())


def test_another_site_writes_nothing_in_our_forms(client, clock):
    """Its form has no token of the visit that ended."""
    client.sign_in("citizen")
    clock.advance(timedelta(hours=1))
    response = client.post("/mon-compte/coordonnees", data={"name": "Mallory"})
    assert response.status_code == 403
    assert client.post("/mon-compte/coordonnees", data={"csrf_token": "x"}).status_code == 403


def test_the_warning_is_on_every_page_of_a_visit_and_on_no_other(client):
    assert "toujours là" not in client.visit("/connexion").text
    client.sign_in("citizen")
    for path in ("/mon-compte", "/mon-compte/coordonnees", "/lieux", "/coffre"):
        client.visit(path)
        assert client.page.form("Rester").action == "/connexion/encore-la"


def test_staying_puts_the_end_off(client, clock):
    client.sign_in("citizen")
    client.visit("/mon-compte/coordonnees")
    form = client.page.form("Rester")
    for _ in range(3):
        clock.advance(timedelta(minutes=13))
        client.submit(form, status=200)
        assert client.page.heading == "Vous restez dans votre compte"

    assert client.visit("/mon-compte").heading == "Mon compte"


def test_a_computer_of_ones_own_has_thirty_minutes(client, clock):
    client.visit("/connexion")
    client.follow(client.submit(**CITIZEN, shared=None, status=303))
    clock.advance(timedelta(minutes=28))
    assert client.visit("/mon-compte").heading == "Mon compte"
    assert "soon note long" in client.page.html
    clock.advance(timedelta(minutes=31))
    assert client.visit("/mon-compte").heading == "Entrer dans mon compte"


def test_quitting_in_a_hurry_wipes_what_a_site_can_wipe(client):
    client.sign_in("citizen")
    client.visit("/mon-compte")
    answer = client.submit(client.page.form("Quitter vite"), status=303)

    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.visit("/mon-compte").heading == "Entrer dans mon compte"


@pytest.mark.parametrize("path", ["/mon-compte", "/mon-compte/codes", "/coffre", "/lieux"])
def test_no_page_of_a_visit_is_stored_by_a_browser(client, path):
    client.sign_in("citizen")

    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_the_answers_of_a_stranger_are_not_stored_either(client):
    client.visit("/inscription")
    client.follow(client.submit(name="Fatou", status=303))

    assert client.get("/inscription").headers["Cache-Control"] == "no-store"
    assert "Fatou" in client.visit("/inscription").html
