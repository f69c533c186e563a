"""Find one of each thing that the pages of states show, for the list of pages."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from inclusion.errors import NotFound
from inclusion.people.models import Person
from inclusion.states.models import FileMerge


def proposal(session: Session) -> FileMerge:
    """Return the first proposal to merge; raises NotFound."""
    found = session.scalar(
        sa.select(FileMerge)
        .options(joinedload(FileMerge.kept), joinedload(FileMerge.merged))
        .order_by(FileMerge.id)
        .limit(1)
    )
    if found is None:
        raise NotFound("file_merge")
    return found


def somebody_with_an_account(session: Session) -> Person:
    """Return the first person of all, who has an account; raises NotFound."""
    found = session.scalar(sa.select(Person).order_by(Person.id).limit(1))
    if found is None:
        raise NotFound("person")
    return found
