"""The rescue card: what a hand copies comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.safe.rules import card

SECRETS = st.binary(min_size=card.SECRET_BYTES, max_size=card.SECRET_BYTES)


@given(SECRETS)
def test_a_card_reads_as_it_was_written(secret):
    assert card.read(card.written(secret)) == secret


@given(SECRETS)
def test_a_card_has_eight_groups_of_four_signs_none_alike(secret):
    groups = card.written(secret).split(" ")

    assert [len(group) for group in groups] == [card.GROUP_LENGTH] * card.GROUPS
    assert not set("".join(groups)) & set("ILOU")


@given(SECRETS)
def test_case_spaces_and_look_alikes_are_forgiven(secret):
    typed = card.written(secret).lower().replace(" ", "\u00a0-")

    assert card.read(typed.replace("0", "o").replace("1", "l")) == secret
    assert card.read(typed.replace("1", "I").replace("\u00a0", "")) == secret


@pytest.mark.parametrize("typed", ["", "ABCD", "U" * 32, "ABCD " * 9, "É" * 32])
def test_what_is_no_card_reads_as_nothing(typed):
    assert card.read(typed) is None


def test_missing_signs_are_counted():
    assert card.missing_signs("ABCD EFGH") == 24
    assert card.missing_signs("ABCD " * 9) == -4
