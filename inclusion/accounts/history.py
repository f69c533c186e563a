"""Everything that happened to an account and to its person, page after page, newest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.audit import queries as audit
from inclusion.audit.models import AuditEvent
from inclusion.organisations.models import Structure

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One event: what was done, in which role, from which structure, and whether by the owner."""

    at: datetime
    action: str
    role: str
    structure: str | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of a history, as `pagination` draws it."""

    lines: list[Line]
    number: int
    pages: int


def page(
    session: Session,
    *,
    account_id: int,
    person_id: int | None,
    actions: Collection[str],
    number: int = 1,
    per_page: int = PER_PAGE,
) -> HistoryPage:
    """Return one page of the events that have words; actions: which those are."""
    total = audit.count_events_of(
        session, account_id=account_id, person_id=person_id, actions=actions
    )
    pages = max(-(-total // per_page), 1)
    number = min(max(number, 1), pages)
    events = audit.events_of(
        session,
        account_id=account_id,
        person_id=person_id,
        actions=actions,
        limit=per_page,
        offset=(number - 1) * per_page,
    )
    return HistoryPage(lines(session, events, account_id), number, pages)


def lines(session: Session, events: Collection[AuditEvent], account_id: int) -> list[Line]:
    """Return events with the structure of whoever acted; nobody's name."""
    actors = {event.actor_account_id for event in events if event.actor_account_id}
    rows = session.execute(
        sa.select(Account.id, Structure.name)
        .join(Structure, Structure.id == Account.structure_id)
        .where(Account.id.in_(actors))
    )
    structures = {row.id: row.name for row in rows}
    return [
        Line(
            event.at,
            event.action,
            event.actor_role,
            structures.get(event.actor_account_id or 0),
            event.actor_account_id == account_id,
        )
        for event in events
    ]
