"""Who may open an entry: its person when signed in, or whoever said its code and name.

A right given by a code lives half an hour in the visit, and does not show the need.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import session
from flask_login import current_user
from sqlalchemy.orm import Session

from inclusion.errors import NotFound
from inclusion.waiting.queries import entries as read
from inclusion.web.session import now

if TYPE_CHECKING:
    from inclusion.waiting.models import WaitingEntry

RIGHTS = "waiting"
BY_CODE = timedelta(minutes=30)
JUST_JOINED = timedelta(hours=2)
_KEPT = 10


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry that this visit may see; `whole` when the need may be shown too."""

    entry: "WaitingEntry"
    whole: bool


def grant(public_id: str, *, lasting: timedelta, whole: bool) -> None:
    """Let this visit open an entry for a while; `whole` shows the need too."""
    rights = dict(session.get(RIGHTS, {}))
    rights.pop(public_id, None)
    rights[public_id] = [(now() + lasting).isoformat(), whole]
    session[RIGHTS] = dict(list(rights.items())[-_KEPT:])


def opened(db: Session, public_id: str) -> Opened:
    """Return an entry; raises NotFound for a stranger's."""
    found = read.entry(db, public_id)
    if current_user.is_authenticated and found.person_id == current_user.person_id:
        return Opened(found, whole=True)
    right = session.get(RIGHTS, {}).get(public_id)
    if right is None or datetime.fromisoformat(right[0]) <= now():
        raise NotFound("waiting_entry")
    return Opened(found, whole=right[1])
