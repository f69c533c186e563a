"""The pages of words: agreed to, taken back, looked for; and how much room is left."""

from dataclasses import replace

import pytest

from inclusion.intake import words
from inclusion.safe import queries
from inclusion.safe.rules import Act, BlobKind
from inclusion.web.session import reading
from tests.pages.test_safe_pages import entries, owner, put_in, safe_of  # noqa: F401
from tests.support.papers import written


def test_words_of_names_are_found_without_any_agreement(owner):  # noqa: F811
    owner.follow(put_in(owner, name="Bail d’Ézanville"))
    owner.visit("/coffre")
    page = owner.visit(owner.page.link("Chercher dans mes papiers"))
    assert "Nous ne lisons pas le texte de vos papiers." in page.main
    owner.submit(words="EZANVILLE bail", status=200)

    assert "1 papier trouvé" in owner.page.main
    assert "Trouvé dans le nom." in owner.page.main
    assert owner.visit(owner.page.link("Bail d’Ézanville")).heading == "Bail d’Ézanville"


def test_a_word_that_is_nowhere_says_so(owner):  # noqa: F811
    owner.visit("/coffre/chercher")
    owner.submit(words="introuvable", status=200)

    assert "Aucun papier trouvé" in owner.page.main


@pytest.mark.parametrize(("typed", "said"), [("", "Écrivez un mot."), ("a" * 121, "trop long")])
def test_what_cannot_be_looked_for_is_told(owner, typed, said):  # noqa: F811
    owner.visit("/coffre/chercher")
    owner.submit(words=typed, status=422)

    assert said in owner.page.problems[0]
    assert owner.page.form().values["words"] == [typed]


def texts(app, client):
    with app.app_context(), reading() as session:
        safe = queries.find_safe(session, safe_of(app, client.account).account_id)
        return queries.documents_with(session, safe.id, BlobKind.TEXT)


@pytest.mark.skipif(not words.is_available(), reason="tesseract with French is not installed")
def test_texts_are_read_after_a_yes_and_erased_after_a_no(app, owner):  # noqa: F811
    content = written("Attestation de vigilance")
    put_in(owner, content, name="Premier")
    assert texts(app, owner) == []

    owner.visit("/coffre/mots")
    owner.follow(owner.submit(choice="yes", status=303))
    assert "La machine lit les mots" in owner.page.main
    assert entries(app, owner.account)[0][0] is Act.TEXT_AGREED
    put_in(owner, content, name="Second")
    assert len(texts(app, owner)) == 1
    owner.visit("/coffre/chercher")
    owner.submit(words="VIGILANCE", status=200)
    assert "1 papier trouvé" in owner.page.main
    assert "Trouvé dans le texte." in owner.page.main
    assert "vigilance" in owner.page.main

    owner.visit("/coffre/mots")
    owner.follow(owner.submit(choice="no", status=303))
    assert entries(app, owner.account)[0][0] is Act.TEXT_REFUSED
    assert texts(app, owner) == []
    owner.visit("/coffre/chercher")
    owner.submit(words="vigilance", status=200)
    assert "Aucun papier trouvé" in owner.page.main
    assert "Second" in owner.visit("/coffre").main


def test_any_other_answer_changes_nothing(app, owner):  # noqa: F811
    owner.visit("/coffre/mots")
    owner.submit(choice="perhaps", status=200)

    assert safe_of(app, owner.account).text_agreed_at is None


def test_a_closed_safe_searches_nothing(app, client):
    client.sign_in("citizen")

    for url in ("/coffre/mots", "/coffre/chercher"):
        assert client.get(url).status_code == 303


@pytest.mark.parametrize(
    ("quota", "said"),
    [
        (1_000_000_000, "Il vous reste de la place pour environ 300 photos."),
        (20_000_000, "Votre coffre est presque plein. Il vous reste de la place pour environ"),
        (1, "Votre coffre est plein."),
    ],
)
def test_the_room_left_is_said_in_photos(app, owner, quota, said):  # noqa: F811
    parts = app.extensions["inclusion"]
    settings = replace(parts.settings, safe_quota_bytes=quota)
    app.extensions["inclusion"] = replace(parts, settings=settings)

    assert said in owner.visit("/coffre").main
