"""The 295 communes of 78 and 92, read once from the data file that scripts/communes.py makes."""

import json
from functools import lru_cache
from pathlib import Path
from statistics import fmean
from typing import Any, cast

from inclusion.places.rules import communes as rules
from inclusion.places.rules.communes import Commune
from inclusion.places.rules.distance import Point

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
            name.replace("'", "’"),
            tuple(codes),
            Point(lat, lon),
            tuple(former.get(insee, ())),
            origin != "geonames",
        )
        for insee, name, codes, lat, lon, origin in content["communes"]
    )


@lru_cache(maxsize=1)
def outline() -> tuple[Point, ...]:
    """Return the outline of both départements together."""
    return tuple(Point(latitude, longitude) for latitude, longitude in _content()["outline"])


def middle(department: str) -> Point:
    """Return the mean point of the communes of a département."""
    points = [one.point for one in communes() if one.department == department]
    return Point(
        fmean(point.latitude for point in points), fmean(point.longitude for point in points)
    )


def matching(typed: str) -> list[Commune]:
    """Return the communes that a person may have meant, the likeliest first."""
    return rules.matching(typed, communes())


def find(insee: str) -> Commune | None:
    """Return the commune of an INSEE code, or None."""
    return next((commune for commune in communes() if commune.insee == insee), None)


def _content() -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(_FILE.read_text(encoding="utf-8")))
