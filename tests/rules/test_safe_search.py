"""Words are found whatever their accents and case, all of them, and shown where they stand."""

import pytest

from inclusion.contact import fold
from inclusion.safe.rules.room import PHOTO_BYTES, room_left
from inclusion.safe.rules.search import Hit, Spot, around, found

TEXTS = {
    Spot.NAME: "Quittance de loyer – Mars",
    Spot.FOLDER: "Appartement d’Épinay",
    Spot.NOTE: "",
    Spot.TEXT: "Reçu de Mme Diarra la somme de 450 euros pour le logement sis 3 rue des Lilas",
}


@pytest.mark.parametrize(
    ("typed", "spots"),
    [
        ("LOYER", (Spot.NAME,)),
        ("epinay", (Spot.FOLDER,)),
        ("loyer épinay", (Spot.NAME, Spot.FOLDER)),
        ("lilas", (Spot.TEXT,)),
        ("mars lilas", (Spot.NAME, Spot.TEXT)),
    ],
)
def test_every_word_is_found_somewhere(typed, spots):
    assert found(fold(typed).split(), TEXTS, fold).spots == spots


@pytest.mark.parametrize("typed", ["loyer avril", "zzz", "lilas zzz"])
def test_a_word_that_is_nowhere_finds_nothing(typed):
    assert found(fold(typed).split(), TEXTS, fold) is None


def test_a_word_of_the_name_needs_no_excerpt():
    assert found(["loyer"], TEXTS, fold) == Hit((Spot.NAME,), "")


def test_an_excerpt_shows_the_words_around():
    excerpt = found(["450"], TEXTS, fold).excerpt

    assert excerpt == "… de Mme Diarra la somme de 450 euros pour le logement sis 3 …"


def test_an_excerpt_is_short_whatever_the_text():
    assert len(around("x", "x" * 5_000 + " y" * 5_000, fold)) < 170
    assert around("absent", "trois petits mots", fold) == "trois petits mots"


@pytest.mark.parametrize(
    ("documents", "weight", "photos", "is_nearly_full", "is_full"),
    [
        (0, 0, 300, False, False),
        (1_700, 0, 300, False, False),
        (1_940, 0, 60, False, False),
        (1_981, 0, 19, True, False),
        (2_000, 0, 0, True, True),
        (2_001, 0, 0, True, True),
        (10, 1_000_000_000 - PHOTO_BYTES, 1, True, False),
        (10, 1_000_000_000 - 1, 0, True, True),
        (10, 1_100_000_000, 0, True, True),
    ],
)
def test_room_is_said_in_photos(documents, weight, photos, is_nearly_full, is_full):
    room = room_left(
        documents=documents, most_documents=2_000, weight_bytes=weight, quota_bytes=1_000_000_000
    )

    assert (room.photos, room.is_nearly_full, room.is_full) == (photos, is_nearly_full, is_full)
