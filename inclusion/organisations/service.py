"""Add structures."""

from sqlalchemy.orm import Session

from inclusion.organisations.models import Structure
from inclusion.organisations.rules import Department


def add(session: Session, *, name: str, department: Department) -> Structure:
    """Add a structure of a département; its name is unique."""
    structure = Structure(name=name, department=department)
    session.add(structure)
    session.flush()
    return structure
