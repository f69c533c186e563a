"""Points on the Earth and the distance between two of them."""

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

_EARTH_KM = 6371.0


class Point(NamedTuple):
    """A point in WGS84 degrees."""

    latitude: float
    longitude: float


def kilometres(a: Point, b: Point) -> float:
    """Return the great-circle distance between two points (haversine)."""
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    half_lat = (lat_b - lat_a) / 2
    half_lon = radians(b.longitude - a.longitude) / 2
    chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, chord)))
