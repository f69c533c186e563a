"""Acts that meet others on the same rows: done again when the database asks for it."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from inclusion.errors import Unavailable
from inclusion.web.session import transaction

T = TypeVar("T")

TRIES = 4
AGAIN = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL: serialization failure, deadlock, lock not available."""


def acting(act: Callable[[Session], T]) -> T:
    """Run `act` in a transaction and commit; start again when PostgreSQL chose it as a victim.

    Raises Unavailable after four tries, so that no error of a lock reaches a page.
    """
    for _ in range(TRIES):
        try:
            with transaction() as session:
                return act(session)
        except OperationalError as error:
            if not _may_pass(error):
                raise
    raise Unavailable("busy")


def _may_pass(error: OperationalError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in AGAIN or "database is locked" in str(error.orig)
