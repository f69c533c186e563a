"""The communes of both départements, found by what a person types."""

from inclusion.places import catalogue
from inclusion.places.rules.communes import Commune


def find(text: str) -> list[Commune]:
    """Return the communes that a person may mean: none, one, or several to choose from."""
    return catalogue.matching(text)


def find_by_code(code: str) -> Commune | None:
    """Return the commune of an INSEE code."""
    return catalogue.find(code)
