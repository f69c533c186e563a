"""Birth dates as far as people know them."""

from datetime import date

import pytest

from inclusion.errors import Invalid
from inclusion.people.rules import birth_on

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("parts", "stored"),
    [
        (("14", "5", "1971"), "1971-05-14"),
        (("", "5", "1971"), "1971-05"),
        (("", "", "1971"), "1971"),
        (("", "", ""), None),
        (("29", "2", "2024"), "2024-02-29"),
    ],
)
def test_a_date_known_in_part_is_kept_as_far_as_it_is_known(parts, stored):
    assert birth_on(*parts, today=TODAY) == stored


@pytest.mark.parametrize(
    "parts",
    [("31", "2", "1971"), ("29", "2", "2023"), ("14", "", "1971"), ("14", "5", ""), ("a", "b", "c"),
     ("1", "1", "2027"), ("25", "11", "2026"), ("1", "1", "71"), ("0", "13", "1971")],
)  # fmt: skip
def test_what_makes_no_date_is_refused(parts):
    with pytest.raises(Invalid):
        birth_on(*parts, today=TODAY)
