"""The conditions of the safe, the name of it, and what accepting them is not."""

import pytest

from inclusion.app import create_app
from inclusion.safe.rules import BIN_DAYS, terms
from inclusion.safe.rules.shelf import BIN_TIME
from tests.pages.test_safe_pages import safe_of, without_safe
from tests.support.client import PageClient

HEADINGS = [
    "1. Ce que nous offrons",
    "2. Comment nous protégeons",
    "3. Ce qui reste secret",
    "4. Ce que nous garantissons",
    "5. Ce que nous devons par la loi",
]


@pytest.fixture
def page(app, client):
    return client.visit("/coffre/conditions")


def test_the_five_headings_of_r55_1_are_said_before_anything_is_signed(page):
    headings = ["".join(h.itertext()).strip() for h in page.root.iter("h2")]

    assert headings[:5] == HEADINGS


def test_formats_that_are_changed_are_said(page):
    for words in ("refaite en JPEG", "HEIC devient JPEG", "exactement comme il est venu",
                  "sans rien payer"):  # fmt: skip
        assert words in page.main


def test_durations_are_those_of_the_code(page):
    for words in (
        f"{BIN_DAYS} jours",
        f"{terms.BACKUP_DAYS} jours au plus",
        f"{terms.NOTICE_MONTHS} mois avant",
        f"{terms.RECOVERY_MONTHS} mois au moins",
        "2000 papiers au plus",
        f"Version {terms.VERSION}",
    ):
        assert words in page.main, words
    assert BIN_TIME.days == BIN_DAYS
    assert terms.BACKUP_DAYS <= 30  # CNIL 2013-270
    assert (terms.NOTICE_MONTHS, terms.RECOVERY_MONTHS) >= (3, 12)  # D.541 CPCE


def test_the_version_accepted_is_kept_and_is_no_consent_to_read_words(app, client):
    account = without_safe(app)
    client.sign_in(account["identifier"])
    client.visit("/coffre/creer")
    assert client.page.link("conditions du coffre") == "/coffre/conditions"
    assert "vous acceptez aussi les conditions" in client.page.main
    client.submit(understood="y", passphrase=account["password"], status=200)

    safe = safe_of(app, account)
    assert (safe.terms_version, safe.text_agreed_at) == (terms.VERSION, None)


def test_a_photo_is_never_called_a_certified_copy_nor_a_time_qualified(app, client):
    page = client.visit("/coffre/comment-ca-marche")

    assert "La photo d’un papier ne remplace pas le papier." in page.main
    assert "horodatage simple" in page.main
    for words in ("copie fiable", "horodatage qualifié", "copie certifiée"):
        assert words not in page.html


def test_the_page_says_what_is_protected_and_what_is_not(client):
    page = client.visit("/coffre/comment-ca-marche")

    for words in (
        "notre machine voit les papiers qu’elle vous montre",
        "mille millions d’essais",
        "combien de papiers vous avez, quand ils sont arrivés, et leur taille",
        "Un appareil espionné",
        "n’est pas déclaré conforme",
    ):
        assert words in page.main, words


@pytest.fixture
def named(demonstration, tmp_path, clock):
    """Give a client of a service that declared its conformity and its label."""
    settings = demonstration.copy_to(tmp_path / "named")
    for name, value in (("safe_label", "Coffre-fort numérique de la ville"),
                        ("safe_conformity", "dossier 12 du 3 mars 2026")):  # fmt: skip
        object.__setattr__(settings, name, value)
    made = create_app(settings, clock=clock)
    made.test_client_class = PageClient
    made.testing = True
    yield made.test_client()
    made.extensions["inclusion"].engine.dispose()


def test_a_declared_label_stands_where_the_safe_is_named(named):
    named.sign_in("citizen")
    named.visit("/coffre")
    assert named.page.link("Coffre-fort numérique de la ville") == "/coffre"
    assert named.unlock().heading == "Coffre-fort numérique de la ville"
    assert "dossier 12 du 3 mars 2026" in named.visit("/coffre/comment-ca-marche").main


def test_the_name_is_mon_coffre_by_default(client):
    client.sign_in("citizen")
    assert client.unlock().heading == "Mon coffre"
    assert client.page.link("Mon coffre") == "/coffre"
