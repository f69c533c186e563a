"""The maps: integers only, pins inside, names that no pin covers."""

import re

from inclusion.places import catalogue
from inclusion.places import map as drawing
from inclusion.places.rules.distance import Point

MANTES = Point(48.9906, 1.7169)
LIMAY = Point(48.9921, 1.7372)


def test_the_overview_shows_every_place_once_in_integers():
    drawn = drawing.overview([MANTES, MANTES, LIMAY])

    assert drawn.dots.count("h0") == 2
    assert re.fullmatch(r"[Mmlhvz\d -]+", drawn.land + drawn.dots)
    assert [mark.text for mark in drawn.labels] == ["78", "92"]


def test_both_departements_lie_in_the_overview():
    drawn = drawing.overview([one.point for one in catalogue.communes()])

    assert all(0 <= mark.x <= drawn.width and 0 <= mark.y <= drawn.height for mark in drawn.labels)
    assert drawn.dots.count("h0") > 200


def test_pins_are_numbered_as_the_list_and_lie_inside():
    drawn = drawing.surroundings(MANTES, [MANTES, None, LIMAY])

    assert [pin.text for pin in drawn.pins] == ["1", "3"]
    assert all(16 <= pin.x <= 424 and 16 <= pin.y <= 318 for pin in drawn.pins)


def test_two_places_at_one_address_have_two_pins_side_by_side():
    first, second = drawing.surroundings(MANTES, [LIMAY, LIMAY]).pins

    assert abs(first.x - second.x) + abs(first.y - second.y) >= 14


def test_a_place_alone_makes_a_map_too():
    drawn = drawing.surroundings(LIMAY, [LIMAY])

    assert len(drawn.pins) == 1
    assert "Limay" in [name.text for name in drawn.names]


def test_no_name_is_under_a_pin():
    drawn = drawing.surroundings(MANTES, [MANTES, LIMAY, Point(48.975, 1.703)])

    for name in drawn.names:
        assert all(abs(name.x - p.x) > 16 or abs(name.y - 5 - p.y) > 16 for p in drawn.pins)


def test_the_frame_shows_where_the_other_map_is():
    around = drawing.surroundings(MANTES, [LIMAY])
    drawn = drawing.overview([], frame_of=around, around=[MANTES, LIMAY])

    assert re.fullmatch(r"M\d+ \d+h\d+v\d+h-\d+z", drawn.frame)
