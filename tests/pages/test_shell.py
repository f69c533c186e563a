"""What every page shares: languages, display, headers, errors, access."""

from pathlib import Path

import pytest

from inclusion.app import DOMAINS
from inclusion.web import access


def test_a_language_stays_from_page_to_page(client):
    page = client.visit("/ar/")
    assert page.root.get("dir") == "rtl"

    ours = [href for href in page.links.values() if href.startswith("/")]
    assert {href for href in ours if not href.startswith("/ar")} == {"/", "/en/"}


def test_the_same_page_is_offered_in_the_other_languages(client):
    page = client.visit("/lieux?ou=78200")

    assert page.link("English") == "/en/lieux?ou=78200"
    assert page.link("العربية") == "/ar/lieux?ou=78200"


def test_colours_and_size_are_kept_on_this_device(client):
    client.visit("/affichage")
    client.follow(client.submit(theme="contrast", size="large", status=303))

    assert client.page.root.get("data-theme") == "contrast"
    assert client.page.root.get("data-size") == "large"


def test_an_unknown_display_is_refused_and_a_forged_cookie_ignored(client):
    client.visit("/affichage")
    client.submit(theme="pink", size="normal", status=422)
    client.set_cookie("affichage", '"><script>.huge')

    assert client.visit("/").root.get("data-theme") is None


def test_headers_forbid_scripts_frames_and_guessing_of_types(client):
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_page_of_somebody_signed_in_is_never_kept(as_citizen):
    assert as_citizen.get("/mon-compte").headers["Cache-Control"] == "no-store"


def test_a_page_without_answers_makes_no_visit(client):
    client.visit("/")
    client.visit("/vos-donnees")

    assert client.get_cookie("visite") is None


def test_an_unknown_address_is_a_calm_page_with_a_number_to_call(client):
    page = client.visit("/nulle-part", status=404)

    assert "Rien n’est perdu" in page.main
    assert "01 99 00 78 92" in page.main
    assert "référence" in page.main


def test_a_form_without_its_token_changes_nothing(client):
    response = client.post("/affichage", data={"theme": "dark", "size": "normal"})

    assert response.status_code == 400
    assert client.get_cookie("affichage") is None


def test_too_large_a_body_is_a_page(client):
    client.visit("/affichage")
    response = client.post("/affichage", data={"theme": "x" * 600_000})

    assert response.status_code in (400, 413)


def test_every_view_says_who_may_call_it(app):
    assert app.view_functions
    for endpoint, view in app.view_functions.items():
        assert access.mark_of(view), endpoint


def test_every_domain_that_has_views_serves_them(app):
    folders = {path.parent.name for path in Path(app.root_path).glob("*/views*")}

    assert folders == set(DOMAINS)
    assert folders <= set(app.blueprints)


def test_a_view_without_a_mark_stops_the_start(app):
    app.view_functions["pages.unmarked"] = lambda: "x"

    with pytest.raises(access.Unmarked):
        access.check_marks(app)


@pytest.mark.parametrize(
    "path", ["/mon-compte", "/mediation", "/administration", "/coffre/journal"]
)
def test_a_stranger_is_asked_to_enter(client, path):
    assert client.visit(path).heading == "Entrer dans mon compte"


@pytest.mark.parametrize("path", ["/mediation", "/administration"])
def test_a_citizen_does_not_see_that_the_desk_exists(as_citizen, path):
    as_citizen.visit(path, status=404)


def test_probes_answer_in_plain_text(client):
    assert client.get("/healthz").text == "ok"
    assert client.get("/readyz").text == "ready"
