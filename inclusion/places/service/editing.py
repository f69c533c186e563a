"""Add a place and correct one by hand."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.contact import fold
from inclusion.errors import Invalid
from inclusion.places.models import Place
from inclusion.places.standard import FIELDS

_SLUG_LENGTH = 80
CORRECTABLE = frozenset(FIELDS) - {"source_id"} | {"takes_appointments"}


def add(session: Session, *, at: datetime, **fields: Any) -> Place:
    """Add a place; its address in the site is drawn from its name and commune."""
    taken = set(session.scalars(sa.select(Place.slug)))
    place = Place(slug=free_slug(fields["name"], fields["commune"], taken), imported_at=at)
    for name, value in fields.items():
        setattr(place, name, value)
    session.add(place)
    session.flush()
    return place


def correct(
    session: Session, *, place: Place, values: dict[str, Any], actor: Actor, at: datetime
) -> list[str]:
    """Set what an agent knows better; return the fields changed, which imports leave alone.

    Raises Invalid(not_correctable) for a field that is not the agents' to set.
    """
    if not set(values) <= CORRECTABLE:
        raise Invalid("not_correctable")
    changed = sorted(name for name, value in values.items() if getattr(place, name) != value)
    if not changed:
        return []
    for name in changed:
        setattr(place, name, values[name])
    place.corrected = sorted({*place.corrected, *changed})
    audit.record(
        session,
        action="place.corrected",
        at=at,
        actor=actor,
        object_kind="place",
        object_id=place.id,
        detail={"fields": changed},
    )
    session.flush()
    return changed


def free_slug(name: str, commune: str, taken: Iterable[str]) -> str:
    """Return « mediatheque-de-limay », with the commune or a number where it is needed."""
    base, town = fold(name).replace(" ", "-"), fold(commune).replace(" ", "-")
    if town not in base:
        base = f"{base}-{town}"
    base = base[:_SLUG_LENGTH].strip("-") or "lieu"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
