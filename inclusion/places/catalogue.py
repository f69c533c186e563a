"""The 295 communes of 78 and 92, read once from the data file that scripts/communes.py makes."""

import json
from functools import lru_cache
from pathlib import Path

from inclusion.places.rules import communes as rules
from inclusion.places.rules.communes import Commune
from inclusion.places.rules.distance import Point

_FILE = Path(__file__).parent / "data" / "communes.json"


@lru_cache(maxsize=1)
def communes() -> tuple[Commune, ...]:
    """Return every commune, by INSEE code."""
    content = json.loads(_FILE.read_text(encoding="utf-8"))
    former: dict[str, list[str]] = {}
    for name, insee in content["former"].items():
        former.setdefault(insee, []).append(name)
    return tuple(
        Commune(insee, name, tuple(codes), Point(lat, lon), tuple(former.get(insee, ())))
        for insee, name, codes, lat, lon, _origin in content["communes"]
    )


def matching(typed: str) -> list[Commune]:
    """Return the communes that a person may have meant, the likeliest first."""
    return rules.matching(typed, communes())


def find(insee: str) -> Commune | None:
    """Return the commune of an INSEE code, or None."""
    return next((commune for commune in communes() if commune.insee == insee), None)
