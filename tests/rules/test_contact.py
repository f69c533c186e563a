"""Names, telephones and addresses as people have them."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.contact import (
    email_address,
    fold,
    format_phone,
    person_name,
    phone_number,
    same_name,
)
from inclusion.errors import Invalid

STRINGS = Path(__file__).resolve().parents[3] / "shared" / "data" / "strings"


@pytest.mark.parametrize(
    "typed",
    ["06 39 98 12 34", "0639981234", "06.39.98.12.34", "+33 6 39 98 12 34", "0033639981234"],
)
def test_a_french_number_is_read_however_it_is_written(typed):
    assert phone_number(typed) == "+33639981234"
    assert format_phone("+33639981234") == "06 39 98 12 34"


@pytest.mark.parametrize("typed", ["", "06 39 98 12 3", "06 39 98 12 345", "bonjour", "112", "\0"])
def test_what_cannot_be_a_number_is_refused(typed):
    with pytest.raises(Invalid):
        phone_number(typed)


@pytest.mark.parametrize("name", ["O", "李", "N’Golo", "Fañch L’Hostis", "محمد", "Zoë de La Tour"])
def test_names_of_every_script_and_length_are_names(name):
    assert person_name(f"  {name} ") == name


@pytest.mark.parametrize("name", ["", "   ", "-", "\u200b\u202e", "🙂", "a" * 601])
def test_what_holds_no_letter_nor_digit_or_never_ends_is_no_name(name):
    with pytest.raises(Invalid):
        person_name(name)


def test_invisible_direction_marks_are_dropped_from_names():
    assert person_name("Ma\u202erie\u0000 Durand") == "Marie Durand"


@given(st.text())
def test_a_name_once_accepted_is_accepted_as_it_is(text):
    try:
        name = person_name(text)
    except Invalid:
        return
    assert person_name(name) == name


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "known", "same"),
    [
        ("diarra", "Fatoumata Diarra", True),
        ("DIARRA Fatoumata", "Fatoumata Diarra", True),
        ("jean eloi", "Jean-Éloi L’Hostis", True),
        ("Fatoumata Martin", "Fatoumata Diarra", False),
        ("dia", "Fatoumata Diarra", False),
        ("", "Fatoumata Diarra", False),
    ],
)
def test_a_name_is_recognised_by_whole_words_in_any_order(typed, known, same):
    assert same_name(typed, known) is same


@pytest.mark.parametrize("typed", ["nom@exemple.fr", "NOM@EXEMPLE.FR", "zoé@exemple.fr"])
def test_an_address_keeps_its_first_part_and_lowers_its_domain(typed):
    assert email_address(typed).endswith("@exemple.fr")


@pytest.mark.parametrize("typed", ["", "nom", "nom@", "nom@exemple", "a b@exemple.fr", "a@b@c.fr"])
def test_what_cannot_be_an_address_is_refused(typed):
    with pytest.raises(Invalid):
        email_address(typed)


@pytest.mark.skipif(not STRINGS.exists(), reason="the folder of difficult strings is not here")
def test_difficult_names_of_real_people_are_accepted():
    with (STRINGS / "noms_prenoms.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["accepter"] == "oui"]

    for row in rows:
        assert person_name(f"{row['prenom']} {row['nom']}")
