"""The two maps of a list of places, as numbers that a template writes into an SVG.

An overview of both départements with every place as a dot, and the surroundings of a point with
the places of the page as numbered pins. Text, no library; integers, to weigh little.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from inclusion.places import catalogue
from inclusion.places.rules.distance import Point, kilometres
from inclusion.places.standard import DEPARTMENTS

_STRETCH = cos(radians(48.8))
_MARGIN_DEGREES = 0.02
_PIN = 16
_PUSH = 12.0
_NAMES = 5
_NAME_ROOM = (96, 30)
# Where a name goes when a pin covers it: above, below, farther above, farther below.
_SHIFTS = (5, -24, 34, -52, 62)
_SMALLEST_KM = 2.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a place of the drawing, with its words."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Both départements, every place, and the frame of the other map if there is one."""

    width: int
    height: int
    land: str
    labels: tuple[Mark, ...]
    dots: str
    frame: str | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A point and the pins around it."""

    width: int
    height: int
    land: str
    names: tuple[Mark, ...]
    pins: tuple[Mark, ...]
    dots: str


@dataclass(frozen=True, slots=True)
class _View:
    """A window on the world: its west and north edges, and how many units a degree measures."""

    west: float
    north: float
    scale: float
    width: int
    height: int

    def at(self, point: Point) -> tuple[float, float]:
        """Return where a point is drawn."""
        return (
            (point.longitude - self.west) * _STRETCH * self.scale,
            (self.north - point.latitude) * self.scale,
        )

    def shows(self, x: float, y: float, beside: int = 0, above: int = 0) -> bool:
        """Tell whether a spot lies inside, that far from the edges."""
        return beside <= x <= self.width - beside and above <= y <= self.height - above


def overview(
    points: Iterable[Point], *, frame_of: Surroundings | None = None, around: Sequence[Point] = ()
) -> Overview:
    """Draw both départements 300 units wide, `points` as dots."""
    view = _whole(300)
    labels = tuple(Mark(*_spot(view, catalogue.middle(code)), code) for code in DEPARTMENTS)
    frame = None
    if frame_of is not None and around:
        frame = _frame(view, _around(around, frame_of.width, frame_of.height))
    return Overview(view.width, view.height, _land(view), labels, _dots(view, points), frame)


def surroundings(
    centre: Point, places: Sequence[Point | None], *, others: Iterable[Point] = ()
) -> Surroundings:
    """Draw `centre` and the places of a page, numbered from 1; None is a place without a point.

    others: every place, the page's too: those in view are dots.
    """
    known = [centre, *(point for point in places if point is not None)]
    view = _around(known, 440, 334)
    pins = _pins(view, places)
    names = _names(view, centre, pins)
    return Surroundings(view.width, view.height, _land(view), names, pins, _dots(view, others))


def _whole(width: int) -> _View:
    every = catalogue.outline()
    west = min(p.longitude for p in every) - _MARGIN_DEGREES
    east = max(p.longitude for p in every) + _MARGIN_DEGREES
    north = max(p.latitude for p in every) + _MARGIN_DEGREES
    south = min(p.latitude for p in every) - _MARGIN_DEGREES
    scale = width / ((east - west) * _STRETCH)
    return _View(west, north, scale, width, round((north - south) * scale))


def _around(points: Sequence[Point], width: int, height: int) -> _View:
    """Return the window that holds the points, with room for a pin at the edges."""
    middle = Point(
        (min(p.latitude for p in points) + max(p.latitude for p in points)) / 2,
        (min(p.longitude for p in points) + max(p.longitude for p in points)) / 2,
    )
    smallest = _SMALLEST_KM / 111.2
    tall = max(smallest, *(abs(p.latitude - middle.latitude) for p in points))
    wide = max(smallest, *(abs(p.longitude - middle.longitude) * _STRETCH for p in points))
    room = _PIN * 2
    scale = min((height / 2 - room) / tall, (width / 2 - room) / wide)
    return _View(
        middle.longitude - width / 2 / scale / _STRETCH,
        middle.latitude + height / 2 / scale,
        scale,
        width,
        height,
    )


def _spot(view: _View, point: Point) -> tuple[int, int]:
    x, y = view.at(point)
    return round(x), round(y)


def _land(view: _View) -> str:
    return _path([_spot(view, point) for point in catalogue.outline()])


def _path(spots: Sequence[tuple[int, int]]) -> str:
    (x, y), *rest = spots
    steps = [f"M{x} {y}"]
    for next_x, next_y in rest:
        if (next_x, next_y) != (x, y):
            steps.append(f"l{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    return "".join(steps) + "z"


def _dots(view: _View, points: Iterable[Point]) -> str:
    """Return one path of round dots, each relative to the one before: it packs well."""
    spots = sorted({_spot(view, point) for point in points})
    shown = [(x, y) for x, y in spots if view.shows(x, y)]
    steps, before = [], (0, 0)
    for x, y in shown:
        steps.append(f"m{x - before[0]} {y - before[1]}h0")
        before = (x, y)
    return "".join(steps)


def _frame(view: _View, inner: _View) -> str:
    x, y = _spot(view, Point(inner.north, inner.west))
    wide = max(round(inner.width / inner.scale * view.scale), 6)
    tall = max(round(inner.height / inner.scale * view.scale), 6)
    return f"M{x} {y}h{wide}v{tall}h-{wide}z"


def _names(view: _View, centre: Point, pins: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return the names of the communes nearest to the centre that have room to be read."""
    marks: list[Mark] = []
    for commune in sorted(catalogue.communes(), key=lambda one: kilometres(one.point, centre)):
        if commune.is_approximate:
            continue
        x, y = _spot(view, commune.point)
        half = len(commune.name) * 4
        for shift in _SHIFTS:
            mark = Mark(x, y + shift, commune.name)
            if view.shows(x, mark.y, half, 20) and _has_room(mark, half, marks, pins):
                marks.append(mark)
                break
        if len(marks) == _NAMES:
            break
    return tuple(marks)


def _has_room(mark: Mark, half: int, names: Sequence[Mark], pins: Sequence[Mark]) -> bool:
    wide, tall = _NAME_ROOM
    middle = mark.y - 5
    return not any(abs(mark.x - m.x) < wide and abs(mark.y - m.y) < tall for m in names) and (
        not any(abs(mark.x - p.x) < half + _PIN and abs(middle - p.y) < _PIN + 8 for p in pins)
    )


def _pins(view: _View, places: Sequence[Point | None]) -> tuple[Mark, ...]:
    spots = {
        number: view.at(point) for number, point in enumerate(places, start=1) if point is not None
    }
    for _round in range(4):
        spots = {number: _pushed(number, spots, view, places) for number in spots}
    return tuple(Mark(round(x), round(y), str(number)) for number, (x, y) in spots.items())


def _pushed(
    number: int,
    spots: dict[int, tuple[float, float]],
    view: _View,
    places: Sequence[Point | None],
) -> tuple[float, float]:
    """Move a pin away from those that cover it, by twelve units of its true place at most."""
    x, y = spots[number]
    for other, (ox, oy) in spots.items():
        apart = hypot(x - ox, y - oy)
        if other != number and apart < 2 * _PIN:
            turn = 1 if number > other else -1
            dx, dy = ((x - ox) / apart, (y - oy) / apart) if apart else (0.0, float(turn))
            x, y = x + dx * (2 * _PIN - apart) / 2, y + dy * (2 * _PIN - apart) / 2
    true = places[number - 1]
    true_x, true_y = view.at(true) if true is not None else (x, y)
    away = hypot(x - true_x, y - true_y)
    share = min(1.0, _PUSH / away) if away else 1.0
    return true_x + (x - true_x) * share, true_y + (y - true_y) * share
