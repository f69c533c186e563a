"""The pages of the safe, from its creation to the erasing of a paper."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image

from inclusion.accounts import passphrases
from inclusion.accounts import queries as found
from inclusion.demo.accounts import accounts as listed
from inclusion.safe import queries
from inclusion.safe.models import SafeUnlock
from inclusion.safe.rules import Act, Outcome
from inclusion.web.session import parts, reading, transaction
from tests.support.papers import pdf, photo

CARD = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4} ){7}[0-9A-HJKMNP-TV-Z]{4}")
SMALL_PNG = photo(size=(200, 150), kind="PNG")
WRONG = "une phrase qui n’est pas la bonne"


def citizens(app):
    return [a for a in listed() if a["role"] == "citizen"]


def with_safe(app):
    return next(a for a in citizens(app) if a["safe_code"] and has_safe(app, a))


def without_safe(app):
    return next(a for a in citizens(app) if not has_safe(app, a))


def has_safe(app, account):
    return safe_of(app, account) is not None


def safe_of(app, account):
    with app.app_context(), reading() as session:
        row = found.find_by_identifier(session, account["identifier"])
        return queries.find_safe(session, row.id)


def entries(app, account):
    safe = safe_of(app, account)
    with app.app_context(), reading() as session:
        return [(e.act, e.outcome) for e in queries.entries(session, safe.id)]


@pytest.fixture
def owner(app, client):
    client.sign_in(with_safe(app)["identifier"])
    client.unlock()
    return client


def put_in(client, content=None, filename="photo.jpg", name="Passeport", category="identity"):
    client.visit("/coffre/deposer")
    return client.submit(
        file=(io.BytesIO(content or photo()), filename), name=name, category=category
    )


def test_a_person_creates_a_safe_and_sees_the_card_once(app, client):
    account = without_safe(app)
    client.sign_in(account["identifier"])
    page = client.visit("/coffre")
    client.visit(page.link("Créer mon coffre"))
    answer = client.submit(understood="y", passphrase=account["password"], status=200)

    card = CARD.search(client.page.main)
    assert card
    assert answer.headers["Cache-Control"] == "no-store"
    assert card[0] not in client.visit("/coffre").html
    assert "Vous n’avez pas encore de papier ici." in client.page.main
    assert client.visit("/coffre/creer").heading == "Mon coffre"


@pytest.mark.parametrize(
    ("ticked", "phrase", "words"),
    [
        (None, "right", "Cochez la case"),
        ("y", "", "Écrivez votre phrase"),
        ("y", WRONG, "Ce n’est pas la phrase de votre compte"),
    ],
)
def test_a_safe_is_created_with_the_phrase_of_the_account(app, client, ticked, phrase, words):
    account = without_safe(app)
    client.sign_in(account["identifier"])
    client.visit("/coffre/creer")
    client.submit(
        understood=ticked,
        passphrase=account["password"] if phrase == "right" else phrase,
        status=422,
    )

    assert words in client.page.problems[0]
    assert not has_safe(app, account)


def test_the_key_is_in_a_cookie_that_scripts_and_other_sites_do_not_get(app, client):
    client.sign_in(with_safe(app)["identifier"])
    client.visit("/coffre")
    answer = client.submit(passphrase=client.account["safe_code"], status=303)

    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("safe="))
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_a_wrong_phrase_opens_nothing_and_the_owner_reads_it(app, client):
    client.sign_in(with_safe(app)["identifier"])
    client.visit("/coffre")
    client.submit(passphrase=WRONG, status=422)

    assert "Cette phrase n’ouvre pas le coffre" in client.page.problems[0]
    assert client.get_cookie("safe") is None
    assert "Quelqu’un a essayé une mauvaise phrase" in client.visit("/coffre/journal").main


def test_guesses_are_slowed_down_even_with_the_right_phrase(app, client, clock):
    client.sign_in(with_safe(app)["identifier"])
    for _ in range(10):
        client.visit("/coffre")
        client.submit(passphrase=WRONG, status=422)
    client.visit("/coffre")
    client.submit(passphrase=client.account["safe_code"], status=422)
    assert "Il y a eu trop d’essais" in client.page.problems[0]
    client.visit("/coffre/ouvrir-avec-la-carte")
    client.submit(card="0000 " * 8, status=422)
    assert "Il y a eu trop d’essais" in client.page.problems[0]

    clock.advance(timedelta(minutes=11))
    client.visit("/coffre")
    client.submit(passphrase=client.account["safe_code"], status=303)


def test_after_a_change_of_phrase_the_account_is_open_and_the_safe_closed(app, client):
    account = with_safe(app)
    client.sign_in(account["identifier"])
    new = "girafe orange lanterne mouton"
    change_phrase(app, account, new)
    client.visit("/coffre")
    client.submit(passphrase=new, status=422)

    assert client.page.heading == "Votre compte est ouvert. Votre coffre est fermé."
    assert client.page.link("J’ai ma carte de secours")
    client.follow(client.submit(passphrase=account["safe_code"], status=303))
    assert client.page.heading == "Mon coffre"


def change_phrase(app, account, new):
    with app.app_context(), transaction() as session:
        row = found.find_by_identifier(session, account["identifier"])
        row.passphrase_hash = passphrases.hashed(new, cost=parts().settings.argon2)


def test_the_card_opens_the_safe_and_a_new_card_must_be_taken(app, client):
    account = without_safe(app)
    client.sign_in(account["identifier"])
    client.visit("/coffre/creer")
    client.submit(understood="y", passphrase=account["password"], status=200)
    card = CARD.search(client.page.main)[0]
    client.visit("/coffre")
    client.submit(client.page.form("Fermer le coffre"), status=303)
    client.visit("/coffre/ouvrir-avec-la-carte")
    client.follow(client.submit(card=card.lower().replace(" ", "-"), status=303))

    assert client.page.heading == "Prendre une nouvelle carte"
    assert client.visit("/coffre").heading == "Prendre une nouvelle carte"
    client.submit(passphrase=account["password"], status=200)
    new = CARD.search(client.page.main)[0]
    assert new != card
    assert client.visit("/coffre").heading == "Mon coffre"
    client.submit(client.page.form("Fermer le coffre"), status=303)
    client.visit("/coffre/ouvrir-avec-la-carte")
    client.submit(card=card, status=422)
    client.submit(card=new, status=303)


def test_a_card_with_missing_signs_says_how_many(app, client):
    client.sign_in(with_safe(app)["identifier"])
    client.visit("/coffre/ouvrir-avec-la-carte")
    client.submit(card="ABCD EFGH", status=422)

    assert "Il manque 24 signes" in client.page.problems[0]


@pytest.mark.parametrize("content", [pdf(pages=2), photo(), SMALL_PNG, photo(kind="WEBP")])
def test_a_paper_is_put_in_seen_downloaded_and_erased(app, owner, content):
    owner.follow(put_in(owner, content, name="Bail d’Ézanville"))
    page = owner.page
    assert page.heading == "Bail d’Ézanville"
    assert "C’est fait." in page.main

    address = page.url.partition("?")[0]
    image = owner.get(f"{address}/page/1")
    assert image.mimetype == "image/jpeg"
    assert b"Exif" not in image.data
    kept = owner.get(page.link("Télécharger"))
    assert kept.data == content if content.startswith(b"%PDF") else decodes(kept.data)
    assert_is_kept_by_the_browser(kept)

    owner.visit(page.link("Effacer ce papier"))
    owner.submit(status=200)
    assert "Bail d’Ézanville" not in owner.visit("/coffre").main
    for gone in ("", "/page/1", "/telecharger", "/apercu"):
        assert owner.get(address + gone).status_code == 404


def decodes(content):
    """Tell whether this is a photo: it was written anew, so its bytes are others."""
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        return image.format == "JPEG"


def assert_is_kept_by_the_browser(answer):
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''Bail%20d%E2%80%99%C3%89zanville." in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Type"] in {"application/pdf", "image/jpeg", "image/png", "image/webp"}


def test_a_photo_loses_its_position(owner):
    content = io.BytesIO()
    image = Image.new("RGB", (300, 200), "#c04")
    exif = image.getexif()
    exif[0x010E] = "Mantes-la-Jolie, 48.99 N"
    image.save(content, "JPEG", exif=exif)
    owner.follow(put_in(owner, content.getvalue()))
    address = owner.page.url.partition("?")[0]

    for shown in ("telecharger", "page/1", "apercu"):
        assert b"Mantes" not in owner.get(f"{address}/{shown}").data


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><script>alert(1)</script>", "peut lancer un programme"),
        (b"%PDF-1.7\nnothing", "Ce fichier est abîmé"),
        (b"\xff\xd8\xff\xe0 cut", "Ce fichier est abîmé"),
    ],
)
def test_a_file_that_is_refused_says_why_and_is_in_the_journal(app, owner, content, words):
    answer = put_in(owner, content)

    assert answer.status_code == 422
    assert words in owner.page.problems[0]
    assert entries(app, owner.account)[0] == (Act.DEPOSITED, Outcome.REFUSED)
    assert "Un fichier a été refusé." in owner.visit("/coffre/journal").main


def test_a_paper_needs_a_file_and_a_sort(owner):
    owner.visit("/coffre/deposer")
    owner.submit(file=None, name="x", category=None, status=422)

    assert len(owner.page.problems) == 2


def test_a_paper_without_a_name_takes_that_of_its_file(owner):
    owner.follow(put_in(owner, name="", filename="titre_de_sejour.jpg"))

    assert owner.page.heading == "titre de sejour"


def test_a_stranger_finds_nothing_and_the_owner_is_told(app, owner):
    owner.follow(put_in(owner))
    address = owner.page.url.partition("?")[0]
    stranger, account = app.test_client(), without_safe(app)
    stranger.sign_in(account["identifier"])
    stranger.visit("/coffre/creer")
    stranger.submit(understood="y", passphrase=account["password"], status=200)

    for part in ("", "/page/1", "/apercu", "/telecharger", "/effacer"):
        assert stranger.get(address + part).status_code == 404
    assert entries(app, owner.account)[0] == (Act.READ, Outcome.REFUSED)
    assert "Quelqu’un d’autre a demandé un de vos papiers." in owner.visit("/coffre/journal").main


def test_an_agent_has_no_safe_and_sees_none(app, owner, as_mediator):
    owner.follow(put_in(owner))
    address = owner.page.url.partition("?")[0]

    for url in ("/coffre", "/coffre/journal", "/coffre/deposer", address, f"{address}/telecharger"):
        assert as_mediator.get(url).status_code == 404


@pytest.mark.parametrize("minutes", [10, 61])
def test_a_safe_that_nobody_uses_closes(owner, clock, minutes):
    owner.follow(put_in(owner))
    address = owner.page.url.partition("?")[0]
    for _ in range(minutes // 10 if minutes > 10 else 0):
        clock.advance(timedelta(minutes=9))
        owner.visit("/coffre")
    clock.advance(timedelta(minutes=10))

    answer = owner.get(f"{address}/telecharger")
    assert answer.status_code == 303
    assert owner.follow(answer).heading == "Votre coffre est fermé"


def test_closing_takes_the_key_and_the_row(app, owner):
    owner.visit("/coffre")
    owner.submit(owner.page.form("Fermer le coffre"), status=303)

    assert owner.get_cookie("safe") is None
    with app.extensions["inclusion"].engine.connect() as connection:
        assert connection.execute(SafeUnlock.__table__.select()).all() == []


def test_signing_out_closes_the_safe(app, owner):
    owner.visit("/mon-compte")
    owner.submit(owner.page.form(action="deconnexion"), status=303)

    with app.extensions["inclusion"].engine.connect() as connection:
        assert connection.execute(SafeUnlock.__table__.select()).all() == []


def test_damage_gives_a_page_and_no_bytes(app, owner):
    content = photo()
    owner.follow(put_in(owner, content))
    address = owner.page.url.partition("?")[0]
    store = app.extensions["inclusion"].store
    for key in list(store.keys()):
        path = store.root / key[:2] / key
        kept = path.read_bytes()
        path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))

    for part in ("telecharger", "page/1", "apercu"):
        answer = owner.get(f"{address}/{part}")
        assert answer.status_code == 503
        assert content[:64] not in answer.data


def test_everything_about_a_safe_is_kept_by_no_cache(owner):
    owner.follow(put_in(owner))
    address = owner.page.url.partition("?")[0]

    for url in ("/coffre", "/coffre/journal", "/coffre/deposer", address, f"{address}/apercu"):
        assert owner.get(url).headers["Cache-Control"] == "no-store"


def test_how_it_works_says_what_a_running_server_sees(client):
    page = client.visit("/coffre/comment-ca-marche")

    assert "notre machine voit les papiers qu’elle vous montre" in page.main
    assert "mille millions d’essais" in page.main
