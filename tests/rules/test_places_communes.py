"""Communes found by what a person types; the data file is whole."""

import csv
from pathlib import Path

import pytest

from inclusion.places import catalogue
from inclusion.places.queries import communes
from inclusion.places.rules.distance import kilometres

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "data" / "communes.csv"


def names(typed):
    return [commune.name for commune in communes.find(typed)]


def test_there_are_295_communes_with_postal_codes_and_points():
    every = catalogue.communes()

    assert len(every) == len({one.insee for one in every}) == 295
    assert len({one.name for one in every}) == 295
    assert all(one.postal_codes for one in every)
    assert all(48.3 < one.point.latitude < 49.2 for one in every)
    assert all(1.4 < one.point.longitude < 2.4 for one in every)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Mantes-la-Jolie", "Mantes-la-Jolie"),
        ("mantes la jolie", "Mantes-la-Jolie"),
        ("MANTES LA JOLIE", "Mantes-la-Jolie"),
        ("mante la jolie", "Mantes-la-Jolie"),
        ("78200 Mantes-la-Jolie", "Mantes-la-Jolie"),
        ("Saint-Germain-en-Laye (78100)", "Saint-Germain-en-Laye"),
        ("78 100", "Saint-Germain-en-Laye"),
        ("78112", "Saint-Germain-en-Laye"),
        ("st germain en laye", "Saint-Germain-en-Laye"),
        ("Ste Mesme", "Sainte-Mesme"),
        ("Mureaux", "Les Mureaux"),
        ("sevres", "Sèvres"),
        ("L'Etang-la-Ville", "L’Étang-la-Ville"),
        ("montfort l'amaury", "Montfort-l’Amaury"),
        ("Fourqueux", "Saint-Germain-en-Laye"),
        ("le chesnay", "Le Chesnay-Rocquencourt"),
        ("velizy", "Vélizy-Villacoublay"),
        ("rambouyet", "Rambouillet"),
        ("nantere", "Nanterre"),
        ("versaille", "Versailles"),
        ("  POISSY ", "Poissy"),
    ],
)
def test_a_commune_is_found_as_people_type_it(typed, name):
    assert names(typed) == [name]


@pytest.mark.parametrize("typed", ["", "   ", "92", "xyz", "75011", "lyon", "<b>", "😀", "0" * 500])
def test_nothing_is_found_for_what_names_nothing_here(typed):
    assert names(typed) == []


def test_a_shared_postal_code_gives_all_of_its_communes():
    assert len(names("78270")) == 13
    assert len(names("78200")) == 12


def test_a_beginning_that_several_names_share_gives_them_all():
    assert names("mantes") == ["Mantes-la-Jolie", "Mantes-la-Ville"]


def test_a_name_beside_a_shared_postal_code_chooses():
    assert names("78270 Blaru") == ["Blaru"]


def test_a_commune_is_known_by_its_insee_code():
    assert communes.find_by_code("78361").name == "Mantes-la-Jolie"
    assert communes.find_by_code("00000") is None


def test_our_file_agrees_with_the_reference():
    if not REFERENCE.exists():
        pytest.skip("the reference list of communes is not on this machine")
    with REFERENCE.open(encoding="utf-8", newline="") as stream:
        known = {row["code_insee"]: row for row in csv.DictReader(stream)}

    for commune in catalogue.communes():
        row = known.pop(commune.insee)
        there = type(commune.point)(float(row["lat"]), float(row["lon"]))
        assert commune.name == row["nom"].replace("'", "’")
        assert list(commune.postal_codes) == row["codes_postaux"].split("|")
        assert kilometres(commune.point, there) < (11 if commune.is_approximate else 5)
    assert known == {}
