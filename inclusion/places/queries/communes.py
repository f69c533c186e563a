"""The communes of both départements, read once from our data file, and found by name."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, cast

from rapidfuzz.distance import OSA

from inclusion.places.rules import communes as rules
from inclusion.places.rules.communes import Commune
from inclusion.places.rules.distance import Point

# One slip in a short name, two in a long one: « Rambouyet », « Nantere », « Versaille ».
_LONG = 8
_SHORT = 5
Ring = list[tuple[float, float]]


def communes() -> tuple[Commune, ...]:
    """Return the 295 communes, by INSEE code."""
    return _file()[0]


def outlines() -> dict[str, list[list[tuple[float, float]]]]:
    """Return the outline of each département: rings of (latitude, longitude)."""
    return _file()[2]


def find(text: str) -> list[Commune]:
    """Return the communes that a person may mean: none, one, or several to choose from."""
    every, former, _outlines = _file()
    found = rules.search(text, every, former)
    return found or _misspelt(text, every)


def find_by_code(code: str) -> Commune | None:
    """Return the commune of an INSEE code."""
    return _by_code().get(code)


def _misspelt(text: str, every: tuple[Commune, ...]) -> list[Commune]:
    code, name = rules.split(text)
    typed = rules.key(name)
    if code or len(typed) < _SHORT:
        return []
    allowed = 2 if len(typed) >= _LONG else 1
    scored = [(_slips(typed, commune.name), commune) for commune in every]
    best = min(slips for slips, _commune in scored)
    return [c for slips, c in scored if slips == best] if best <= allowed else []


def _slips(typed: str, name: str) -> int:
    """Count the letters wrong, missing, added or swapped."""
    return min(
        OSA.distance(typed, rules.key(name)),
        OSA.distance(typed, rules.short_key(name)),
        OSA.distance(rules.sound(typed), rules.sound(name)),
    )


@cache
def _by_code() -> dict[str, Commune]:
    return {commune.code: commune for commune in communes()}


@cache
def _file() -> tuple[tuple[Commune, ...], dict[str, str], dict[str, list[Ring]]]:
    text = files("inclusion.places").joinpath("data/communes.json").read_text(encoding="utf-8")
    content = cast(dict[str, Any], json.loads(text))
    every = tuple(
        Commune(code, name, tuple(postal), Point(latitude, longitude), origin != "geonames")
        for code, name, postal, latitude, longitude, origin in content["communes"]
    )
    rings = {
        department: [[(point[0], point[1]) for point in ring] for ring in rings]
        for department, rings in content.get("outlines", {}).items()
    }
    return every, content["former"], rings
