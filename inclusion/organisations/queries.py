"""Read structures."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.errors import NotFound
from inclusion.organisations.models import Structure


def structure(session: Session, structure_id: int) -> Structure:
    """Return a structure; raises NotFound."""
    found = session.get(Structure, structure_id)
    if found is None:
        raise NotFound("structure")
    return found


def structures(session: Session) -> list[Structure]:
    """Return every structure, by name."""
    return list(session.scalars(sa.select(Structure).order_by(Structure.name)))
