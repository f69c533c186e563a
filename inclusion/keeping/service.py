"""Warn of dates that approach, in words that give nothing away."""

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion.accounts import choices
from inclusion.accounts.models import Account
from inclusion.accounts.rules.reaching import Topic
from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.clock import to_paris
from inclusion.keeping import queries
from inclusion.keeping.models import ExpiryWarning
from inclusion.keeping.rules import step_due
from inclusion.messages import service as messages
from inclusion.people.models import Person
from inclusion.tokens import public_id


def warn_due(session: Session, *, at: datetime) -> int:
    """Warn of each date that has reached a step, once; return how many warnings were made.

    By the person's own channel, one message a day whatever the number of papers; where there is
    none, the warning waits for an agent to say it.
    """
    today, made = to_paris(at).date(), 0
    for document_id, expires_on, account, person in queries.near(session, today=today):
        step = step_due(expires_on, today=today)
        if step is None or not choices.is_wanted(session, account.id, Topic.SAFE):
            continue
        warning = _made(session, document_id, expires_on, step, at)
        if warning is not None:
            warning.told_at = _told(session, account, person, today, at)
            made += 1
    return made


def say(session: Session, *, warning: ExpiryWarning, actor: Actor, at: datetime) -> None:
    """Note that an agent told somebody that a date approaches: all that waited is said."""
    person_id = queries.person_of(session, warning)
    waiting = queries.waiting_for(session, person_id)
    for one in waiting:
        one.told_at, one.told_by_id = at, actor.account_id
    session.flush()
    if waiting:
        audit.record(
            session, action="keeping.warning_said", at=at, actor=actor, person_id=person_id
        )


def _made(
    session: Session, document_id: int, expires_on: date, step: int, at: datetime
) -> ExpiryWarning | None:
    if queries.is_known(session, document_id=document_id, expires_on=expires_on, step=step):
        return None
    warning = ExpiryWarning(
        public_id=public_id(),
        document_id=document_id,
        expires_on=expires_on,
        step=step,
        made_at=at,
    )
    try:
        with session.begin_nested():
            session.add(warning)
    except IntegrityError:  # another worker made it meanwhile
        return None
    return warning


def _told(
    session: Session, account: Account, person: Person, today: date, at: datetime
) -> datetime | None:
    message = messages.tell(
        session,
        person=person,
        text="safe_date",
        values={},
        at=at,
        account_id=account.id,
        key=f"safe_date:{account.public_id}:{today}",
    )
    return at if message is not None else None
