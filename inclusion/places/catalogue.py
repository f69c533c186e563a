"""The 295 communes of 78 and 92, read once from the data file that scripts/communes.py makes."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from inclusion.places.rules import communes as rules
from inclusion.places.rules.communes import Commune
from inclusion.places.rules.distance import Point

Ring = tuple[Point, ...]

_FILE = Path(__file__).parent / "data" / "communes.json"


@lru_cache(maxsize=1)
def communes() -> tuple[Commune, ...]:
    """Return every commune, by INSEE code."""
    content = _content()
    former: dict[str, list[str]] = {}
    for name, insee in content["former"].items():
        former.setdefault(insee, []).append(name)
    return tuple(
        Commune(
            insee,
            name,
            tuple(codes),
            Point(lat, lon),
            tuple(former.get(insee, ())),
            origin != "geonames",
        )
        for insee, name, codes, lat, lon, origin in content["communes"]
    )


@lru_cache(maxsize=1)
def outlines() -> dict[str, Ring]:
    """Return the outline of each département, by its code."""
    rings = _content()["outlines"]
    return {code: tuple(Point(lat, lon) for lat, lon in ring) for code, ring in rings.items()}


def matching(typed: str) -> list[Commune]:
    """Return the communes that a person may have meant, the likeliest first."""
    return rules.matching(typed, communes())


def find(insee: str) -> Commune | None:
    """Return the commune of an INSEE code, or None."""
    return next((commune for commune in communes() if commune.insee == insee), None)


def _content() -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(_FILE.read_text(encoding="utf-8")))
