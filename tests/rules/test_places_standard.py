"""The national schema: what is taken, what is refused and why, and back."""

from types import SimpleNamespace

import pytest

from inclusion.places import standard
from inclusion.places.rules import search
from inclusion.places.rules.completeness import unknown
from inclusion.places.rules.distance import Point, kilometres

EMPTY = dict.fromkeys(standard.NAMES, "")
ROW = {
    **EMPTY, "id": "a", "pivot": "11000001500013", "nom": "Lieu", "commune": "Limay",
    "code_postal": "78520", "adresse": "8 rue Neuve", "date_maj": "2026-01-15",
}  # fmt: skip


def reasons(**cells):
    read = standard.read_row({**ROW, **cells}, 2)
    return [(fault.column, fault.reason) for fault in read.faults]


def test_there_are_32_columns_and_each_has_its_own_field():
    assert len(standard.NAMES) == len(set(standard.FIELDS)) == 32


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("pivot", "12 34", "not_a_siret"),
        ("pivot", "", "missing"),
        ("adresse", "", "missing"),
        ("date_maj", "", "missing"),
        ("date_maj", "2026-02-30", "not_a_date"),
        ("date_maj", "15/01/2026", "not_a_date"),
        ("code_insee", "7836", "not_an_insee_code"),
        ("telephone", "0139000000", "not_a_phone"),
        ("telephone", "+3313900\u0660000", "not_a_phone"),
        ("courriels", "pas une adresse", "not_an_email"),
        ("site_web", "javascript:alert(1)", "not_a_web_address"),
        ("site_web", "exemple.fr", "not_a_web_address"),
        ("presentation_resume", "x" * 281, "too_long"),
        ("services", "Réparer des vélos", "not_in_list"),
        ("frais_a_charge", "gratuit", "not_in_list"),
        ("itinerance", "Mobile", "not_in_list"),
        ("latitude", "48,99", "not_degrees"),
        ("latitude", "nan", "not_degrees"),
        ("latitude", "48.99", "half_a_point"),
    ],
)
def test_a_cell_that_says_nothing_usable_is_named_with_its_reason(column, cell, reason):
    read = standard.read_row({**ROW, column: cell}, 2)

    assert (column, reason) in [(fault.column, fault.reason) for fault in read.faults]
    assert not read.is_refused


@pytest.mark.parametrize("column", ["id", "nom", "commune", "code_postal"])
def test_a_row_that_cannot_be_a_place_is_refused(column):
    assert standard.read_row({**ROW, column: ""}, 2).is_refused


def test_a_row_of_another_departement_is_refused():
    read = standard.read_row({**ROW, "code_postal": "69001"}, 2)

    assert read.is_refused
    assert read.faults[-1].reason == "elsewhere"


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_both_apostrophes_are_read_and_the_one_of_the_schema_is_written(apostrophe):
    cell = f"Ce lieu n{apostrophe}accueille pas de public"
    fields = standard.read_row({**ROW, "modalites_acces": cell}, 2).fields

    assert fields["access_modes"] == ["Ce lieu n'accueille pas de public"]


def test_the_good_values_of_a_list_are_kept_beside_the_bad():
    fields = standard.read_row({**ROW, "services": f"Vélo|{standard.SERVICES[0]}|"}, 2).fields

    assert fields["services"] == [standard.SERVICES[0]]


def test_every_value_of_the_lists_comes_back_as_it_was():
    cells = {
        "services": "|".join(standard.SERVICES),
        "formations_labels": "|".join(standard.TRAININGS),
        "dispositif_programmes_nationaux": "|".join(standard.PROGRAMMES),
        "prise_en_charge_specifique": "|".join(standard.SPECIAL_CARE),
        "latitude": "48.99",
        "longitude": "1.7",
    }
    row = {**ROW, **cells}
    read = standard.read_row(row, 2)

    assert read.faults == ()
    assert standard.write_row(SimpleNamespace(**read.fields)) == row
    assert standard.schema_faults(row, 2) == []


@pytest.mark.parametrize(
    "cell", ["=1+1", " =cmd", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2*3+cmd|'x'!A1", "\t=A1"]
)
def test_a_formula_is_seen(cell):
    assert standard.is_formula(cell)


@pytest.mark.parametrize("cell", ["+33199000001", "-1.25", "- un tiret", "a=b", "", "l@exemple.fr"])
def test_a_telephone_and_a_number_are_no_formula(cell):
    assert not standard.is_formula(cell)


def test_what_is_unknown_is_named_by_its_column():
    bare = SimpleNamespace(
        siret=None, address="8 rue", latitude=None, phone=None, hours="rendez-vous",
        updated_on=None, services=[],
    )  # fmt: skip

    assert unknown(bare) == ["pivot", "latitude", "telephone", "horaires", "date_maj", "services"]


def test_a_wish_wants_what_is_known():
    bare = SimpleNamespace(services=[], special_care=[], fees=[], takes_appointments=False)

    assert search.Wishes().fits(bare)
    assert not search.Wishes(service="Aide aux démarches administratives").fits(bare)
    assert not search.Wishes(is_step_free=True).fits(bare)
    assert not search.Wishes(is_free=True).fits(bare)
    assert not search.Wishes(takes_appointments=True).fits(bare)


@pytest.mark.parametrize(
    ("asked", "number", "shown"), [(0, 1, 8), (1, 1, 8), (3, 3, 1), (99, 3, 1), (-2, 1, 8)]
)
def test_a_page_outside_of_the_list_is_brought_back_in(asked, number, shown):
    page = search.cut(range(17), asked)

    assert (page.number, page.pages, page.total, len(page.items)) == (number, 3, 17, shown)
    assert search.cut([], 1).first == 0


def test_a_degree_of_latitude_measures_111_kilometres():
    assert round(kilometres(Point(48, 2), Point(49, 2))) == 111
    assert kilometres(Point(48, 2), Point(48, 2)) == 0
