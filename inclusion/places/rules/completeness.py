"""What is still unknown of a place, by the column of the national schema that would say it."""

from typing import Any, Protocol

from inclusion.places.rules import hours


class Described(Protocol):
    """Anything that has the fields judged here."""

    siret: Any
    address: Any
    updated_on: Any
    latitude: Any
    phone: Any
    hours: Any
    services: Any


_WANTED = (
    ("pivot", "siret"),
    ("adresse", "address"),
    ("latitude", "latitude"),
    ("telephone", "phone"),
    ("horaires", "hours"),
    ("date_maj", "updated_on"),
    ("services", "services"),
)


def unknown(place: Described) -> list[str]:
    """Return the columns that the schema or a visitor needs and that say nothing usable."""
    return [
        column
        for column, field in _WANTED
        if getattr(place, field) in (None, "", [])
        or (field == "hours" and hours.parsed(place.hours) is None)
    ]
