"""Names of files that leave: every system takes them, none is written over another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.leaving import card_key
from inclusion.leaving.rules import cell, is_inside, safe_name, unique_path
from inclusion.safe import envelope
from inclusion.safe.rules import card


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Passeport", "Passeport"),
        ("  Avis d’impôt 2025/2026 : suite ", "Avis d’impôt 2025 2026 suite"),
        ("../../etc/passwd", "etc passwd"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("COM¹", "_COM¹"),
        ("fin. . .", "fin"),
        ("\u202egpj.exe", "gpj.exe"),
        ("", "papier"),
        ("...", "papier"),
        ("جواز سفر", "جواز سفر"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_a_name_is_taken_by_every_system(text, name):
    assert safe_name(text, fallback="papier") == name


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder_or_is_too_long(text):
    name = safe_name(text, fallback="papier")

    assert name
    assert not set(name) & set('\\/:*?"<>|\0\n\r')
    assert name == name.strip(" .")
    assert len(name.encode()) <= 181
    assert is_inside(f"dossier/{name}")


def test_two_papers_of_one_name_get_two_paths():
    taken = set()

    paths = [unique_path("Identité", "Passeport", "pdf", taken) for _ in range(3)]
    paths.append(unique_path("Identité", "PASSEPORT", "PDF", taken))

    assert paths == [
        "Identité/Passeport.pdf",
        "Identité/Passeport (2).pdf",
        "Identité/Passeport (3).pdf",
        "Identité/PASSEPORT (4).PDF",
    ]


@pytest.mark.parametrize("path", ["", "/etc/passwd", "a/../../b", "a//b", "./a", "a\\..\\b"])
def test_a_path_outside_is_refused(path):
    assert not is_inside(path)


def test_a_spreadsheet_runs_nothing():
    assert cell("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert cell("Passeport") == "Passeport"


@given(st.binary(min_size=20, max_size=20))
def test_the_program_of_the_bundle_gives_the_key_of_the_card(secret):
    code = card.written(secret)

    assert card_key.age_key(code) == envelope.card_identity(secret)
    assert card_key.age_key(code.lower().replace(" ", "-")) == envelope.card_identity(secret)


@pytest.mark.parametrize("code", ["", "ABCD", "U" * 32, "0" * 33])
def test_the_program_of_the_bundle_refuses_what_is_no_code(code):
    with pytest.raises(ValueError, match=r".+"):
        card_key.age_key(code)
