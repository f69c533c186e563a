"""« Je crois qu’on m’a eu »: one press or one call, and nothing opens any more."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.rules.because import Because
from inclusion.actors import Actor
from inclusion.messages import service as messages
from inclusion.people.models import Person
from inclusion.states.service.noting import note
from inclusion.web.service import end_visits

if TYPE_CHECKING:
    from inclusion.accounts.contributions import End


def lock_out(
    session: Session, *, account_id: int, ends: "Sequence[End]", actor: Actor, at: datetime
) -> None:
    """Block an account, close its visits, end its mandates, loans and services; safe to repeat.

    The counter alone unblocks it. Appointments stay.
    """
    account = accounts.account(session, account_id)
    is_new = account.blocked_at is None
    account.blocked_at = account.blocked_at or at
    session.flush()
    end_visits(session, account_id=account_id)
    for end in ends:
        end(
            session,
            account_id=account_id,
            person_id=account.person_id,
            because=Because.TAKEN_OVER,
            actor=actor,
            at=at,
        )
    if account.person_id is not None and is_new:
        person = session.get_one(Person, account.person_id)
        messages.tell(
            session,
            person=person,
            text="account_blocked",
            values={},
            at=at,
            account_id=account_id,
        )
        note(
            session,
            "account.taken_over",
            person_id=account.person_id,
            actor=actor,
            at=at,
            about=("account", account_id),
        )
