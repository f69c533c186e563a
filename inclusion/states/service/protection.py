"""Record who protects somebody, end it, begin to act for them."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.rules import Role
from inclusion.actors import Actor
from inclusion.clock import paris_instant, paris_today
from inclusion.errors import Conflict, Invalid
from inclusion.people.models import Person
from inclusion.states.models import Guardianship
from inclusion.states.queries import protection as read
from inclusion.states.rules import GuardianshipKind
from inclusion.states.service.noting import note


class AlreadyProtected(Conflict):
    """The person has a guardianship, which must end first."""


def record(
    session: Session,
    *,
    person: Person,
    identifier: str,
    kind: GuardianshipKind,
    judgment_on: date,
    actor: Actor,
    at: datetime,
    until_on: date | None = None,
) -> Guardianship:
    """Record a guardianship after seeing the judgment; until_on: its last day, if it says one.

    identifier: the account number of the representative, who is a citizen and somebody else.
    Raises Invalid(judgment), Invalid(until), Invalid(representative), AlreadyProtected.
    """
    today = paris_today(at)
    if judgment_on > today:
        raise Invalid("judgment", field="judgment_on")
    if until_on is not None and until_on < today:
        raise Invalid("until", field="until_on")
    account = accounts.find_by_identifier(session, identifier)
    if account is None or account.role is not Role.CITIZEN or account.person_id == person.id:
        raise Invalid("representative", field="identifier")
    if read.guardianship_of(session, person.id, at) is not None:
        raise AlreadyProtected("guardianship")
    made = Guardianship(
        person_id=person.id,
        representative_account_id=account.id,
        kind=kind,
        judgment_on=judgment_on,
        seen_by=actor.account_id,
        started_at=at,
        ended_at=paris_instant(until_on, time(23, 59)) if until_on else None,
    )
    session.add(made)
    session.flush()
    _note_both(session, "guardianship.recorded", made, actor, at)
    return made


def end(session: Session, guardianship: Guardianship, *, actor: Actor, at: datetime) -> None:
    """End a guardianship now; the representative acts no more at their next page."""
    if guardianship.ended_at is not None and guardianship.ended_at <= at:
        return
    guardianship.ended_at = at
    session.flush()
    _note_both(session, "guardianship.ended", guardianship, actor, at)


def begin_acting(
    session: Session, guardianship: Guardianship, *, actor: Actor, at: datetime
) -> None:
    """Write in both journals that the representative acts for the person from now on."""
    _note_both(session, "guardianship.acting", guardianship, actor, at)


def end_all(
    session: Session,
    *,
    account_id: int | None,
    person_id: int | None,
    actor: Actor,
    at: datetime,
) -> None:
    """End what protects a person, and what their account holds."""
    mine = []
    if account_id is not None:
        mine.append(Guardianship.representative_account_id == account_id)
    if person_id is not None:
        mine.append(Guardianship.person_id == person_id)
    still = sa.or_(Guardianship.ended_at.is_(None), Guardianship.ended_at > at)
    for one in session.scalars(sa.select(Guardianship).where(sa.or_(sa.false(), *mine), still)):
        end(session, one, actor=actor, at=at)


def _note_both(
    session: Session, action: str, one: Guardianship, actor: Actor, at: datetime
) -> None:
    """Write one entry for the protected person, and one for the representative's account."""
    about = ("guardianship", one.id)
    note(session, action, person_id=one.person_id, actor=actor, at=at, about=about)
    representative = accounts.account(session, one.representative_account_id)
    if representative.person_id is not None:
        note(
            session,
            f"{action}_for",
            person_id=representative.person_id,
            actor=actor,
            at=at,
            about=("account", representative.id),
            detail={"guardianship": one.id},
        )
