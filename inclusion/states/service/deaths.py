"""Record a death: everything stops the same day. Take a mistake back. Keep what was wished."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.rules.because import Because
from inclusion.actors import Actor
from inclusion.appointments.models import Appointment
from inclusion.appointments.service import files
from inclusion.clock import paris_today
from inclusion.errors import Conflict, Forbidden, Invalid
from inclusion.people.models import Person
from inclusion.people.rules import OLDEST_YEAR
from inclusion.states.models import Death, Directive
from inclusion.states.queries import ends as read
from inclusion.states.rules import KnownHow, Wish
from inclusion.states.service.noting import note
from inclusion.web.service import end_visits

if TYPE_CHECKING:
    from inclusion.accounts.contributions import End

MAY_UNDO = frozenset({"coordinator", "administrator"})


class AlreadyDeceased(Conflict):
    """The death is recorded."""


class NotDeceased(Conflict):
    """No death is recorded."""


def record(
    session: Session,
    *,
    person_id: int,
    died_on: date,
    known_how: KnownHow,
    ends: "Sequence[End]",
    actor: Actor,
    at: datetime,
) -> list[Appointment]:
    """Record a death and stop everything in this transaction; return the cancelled appointments.

    ends: what each domain stops (messages, mandates, services). Nothing is sent to anybody.
    Raises Invalid(died_on), AlreadyDeceased.
    """
    if died_on > paris_today(at) or died_on.year < OLDEST_YEAR:
        raise Invalid("died_on", field="died_on")
    person = session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    if person.deceased_on is not None:
        raise AlreadyDeceased("death")
    person.deceased_on = died_on
    session.add(
        Death(
            person_id=person_id,
            died_on=died_on,
            known_how=known_how,
            recorded_by=actor.account_id,
            at=at,
        )
    )
    session.flush()
    cancelled = files.cancel_coming(session, person_id=person_id, actor=actor, at=at)
    account = accounts.account_of_person(session, person_id)
    account_id = account.id if account else None
    if account_id is not None:
        end_visits(session, account_id=account_id)
    for end in ends:
        end(
            session,
            account_id=account_id,
            person_id=person_id,
            because=Because.DECEASED,
            actor=actor,
            at=at,
        )
    note(session, "person.deceased", person_id=person_id, actor=actor, at=at)
    return cancelled


def undo(session: Session, *, person_id: int, actor: Actor, at: datetime) -> Death:
    """Take back a death that was a mistake; what was cancelled is listed, never booked again.

    Raises Forbidden for a mediator, NotDeceased.
    """
    if actor.role not in MAY_UNDO:
        raise Forbidden("death")
    person = session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    death = read.death_of(session, person_id)
    if death is None:
        raise NotDeceased("death")
    person.deceased_on, death.undone_at = None, at
    session.flush()
    note(session, "person.deceased_undone", person_id=person_id, actor=actor, at=at)
    return death


def write_directive(
    session: Session,
    *,
    person_id: int,
    wish: Wish,
    actor: Actor,
    at: datetime,
    to_whom: str | None = None,
    recorded_by: int | None = None,
) -> Directive:
    """Keep what somebody wants done with their data; it replaces what they said before.

    recorded_by: the agent to whom it was said, None when the person wrote it. Raises
    Invalid(to_whom) when it does not say to whom.
    """
    if wish is Wish.HAND_TO and not to_whom:
        raise Invalid("to_whom", field="to_whom")
    withdraw_directive(session, person_id=person_id, actor=actor, at=at, is_replaced=True)
    made = Directive(
        person_id=person_id,
        wish=wish,
        to_whom=to_whom if wish is Wish.HAND_TO else None,
        recorded_by=recorded_by,
        at=at,
    )
    session.add(made)
    session.flush()
    note(session, "directive.recorded", person_id=person_id, actor=actor, at=at)
    return made


def withdraw_directive(
    session: Session, *, person_id: int, actor: Actor, at: datetime, is_replaced: bool = False
) -> None:
    """Take back what was said; nothing happens when nothing was."""
    present = read.directive_of(session, person_id)
    if present is None:
        return
    present.withdrawn_at = at
    session.flush()
    if not is_replaced:
        note(session, "directive.withdrawn", person_id=person_id, actor=actor, at=at)
