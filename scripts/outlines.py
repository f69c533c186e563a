"""Draw the outline of départements from the points of its communes.

Land is what lies near a commune; each bit of it belongs to the nearest one. The edge of the land is
followed, rounded and thinned out. It is a picture for a small map, not a boundary.
"""

from itertools import pairwise
from math import cos, hypot, radians

from inclusion.places.rules.distance import Point

KM_PER_DEGREE = 111.2
STEP_KM = 0.5
# How far land goes around a commune: communes are small and many in the Hauts-de-Seine.
REACH_KM = {"78": 4.4, "92": 3.2}
# Then it draws back by so many steps, which leaves the gaps between communes filled.
STEPS_BACK = 4
THIN_KM = 0.45
MARGIN_KM = 8

Corner = tuple[int, int]
Flat = tuple[float, float]


def outline(departments: tuple[str, ...], points: list[tuple[str, Point]]) -> list[list[float]]:
    """Return one ring of [latitude, longitude] around some départements.

    points: (département, point) of every commune.
    """
    middle = cos(radians(48.8))
    flat = [
        (code, p.longitude * KM_PER_DEGREE * middle, p.latitude * KM_PER_DEGREE)
        for code, p in points
    ]
    left = min(x for _code, x, _y in flat) - MARGIN_KM
    low = min(y for _code, _x, y in flat) - MARGIN_KM
    land = _land(departments, [(code, x - left, y - low) for code, x, y in flat])
    ring = max(_rings(land), key=_area)
    thin = _thinned(_rounded([(x * STEP_KM, y * STEP_KM) for x, y in ring]))
    return [
        [round((y + low) / KM_PER_DEGREE, 3), round((x + left) / KM_PER_DEGREE / middle, 3)]
        for x, y in thin
    ]


def _land(departments: tuple[str, ...], flat: list[tuple[str, float, float]]) -> set[Corner]:
    across = int((max(x for _c, x, _y in flat) + MARGIN_KM) / STEP_KM)
    up = int((max(y for _c, _x, y in flat) + MARGIN_KM) / STEP_KM)
    owner: dict[Corner, str] = {}
    for column in range(across):
        for row in range(up):
            x, y = (column + 0.5) * STEP_KM, (row + 0.5) * STEP_KM
            far, code = min((hypot(x - px, y - py), code) for code, px, py in flat)
            if far <= REACH_KM[code]:
                owner[column, row] = code
    for _step in range(STEPS_BACK):
        owner = {cell: code for cell, code in owner.items() if _is_inside(cell, owner)}
    return {cell for cell, code in owner.items() if code in departments}


def _is_inside(cell: Corner, owner: dict[Corner, str]) -> bool:
    x, y = cell
    return all(beside in owner for beside in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)))


def _rings(land: set[Corner]) -> list[list[Corner]]:
    """Follow the edges of the cells, land on the left, into closed rings."""
    following: dict[Corner, list[Corner]] = {}
    for x, y in land:
        corners = ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y))
        outside = ((x, y - 1), (x + 1, y), (x, y + 1), (x - 1, y))
        for (start, end), beyond in zip(pairwise(corners), outside, strict=True):
            if beyond not in land:
                following.setdefault(start, []).append(end)
    rings = []
    while following:
        first = here = next(iter(following))
        ring = []
        while True:
            ring.append(here)
            after = following[here].pop()
            if not following[here]:
                del following[here]
            here = after
            if here == first:
                break
        rings.append(ring)
    return rings


def _area(ring: list[Corner]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]])) / 2


def _rounded(ring: list[Flat]) -> list[Flat]:
    size = len(ring)
    return [
        (
            sum(ring[(i + k) % size][0] for k in range(-3, 4)) / 7,
            sum(ring[(i + k) % size][1] for k in range(-3, 4)) / 7,
        )
        for i in range(size)
    ]


def _thinned(ring: list[Flat]) -> list[Flat]:
    """Keep the points that matter (Douglas and Peucker), in both halves of the ring."""
    half = len(ring) // 2
    return _kept(ring[: half + 1])[:-1] + _kept([*ring[half:], ring[0]])[:-1]


def _kept(line: list[Flat]) -> list[Flat]:
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = hypot(x2 - x1, y2 - y1) or 1.0
    far, index = max(
        (abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length, i)
        for i, (x, y) in enumerate(line)
    )
    if far <= THIN_KM or len(line) < 3:
        return [line[0], line[-1]]
    return _kept(line[: index + 1])[:-1] + _kept(line[index:])
