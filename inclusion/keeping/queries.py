"""Read warnings: those that are due, those that an agent has to say."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments.queries.known import known_to
from inclusion.errors import NotFound
from inclusion.keeping.models import ExpiryWarning
from inclusion.keeping.rules import LATE, STEPS
from inclusion.people.models import Person
from inclusion.safe.models import Safe, SafeBlob, SafeDocument
from inclusion.safe.rules import BlobKind, DocumentState


def near(session: Session, *, today: date) -> list[tuple[int, date, Account, Person]]:
    """Return (paper, date, account, person) of every date that is near, the nearest first."""
    rows: Any = session.execute(
        sa.select(SafeDocument.id, SafeDocument.expires_on, Account, Person)
        .join(Safe, Safe.id == SafeDocument.safe_id)
        .join(Account, Account.id == Safe.account_id)
        .join(Person, Person.id == Account.person_id)
        .where(
            SafeDocument.state == DocumentState.KEPT,
            SafeDocument.expires_on.between(today - LATE, today + timedelta(days=STEPS[0])),
            Person.deceased_on.is_(None),
            Account.blocked_at.is_(None),
        )
        .order_by(SafeDocument.expires_on, SafeDocument.id)
    )
    return [tuple(row) for row in rows]


def is_known(session: Session, *, document_id: int, expires_on: date, step: int) -> bool:
    """Tell whether this warning was made already."""
    return (
        session.scalar(
            sa.select(ExpiryWarning.id).where(
                ExpiryWarning.document_id == document_id,
                ExpiryWarning.expires_on == expires_on,
                ExpiryWarning.step == step,
            )
        )
        is not None
    )


def to_say(session: Session, actor: Actor) -> list[tuple[ExpiryWarning, Person]]:
    """Return what an agent has to say to people that their structure knows, one line a person."""
    rows: Any = session.execute(
        _with_people(sa.select(ExpiryWarning, Person))
        .where(ExpiryWarning.told_at.is_(None), known_to(actor))
        .order_by(ExpiryWarning.made_at, ExpiryWarning.id)
    )
    first: dict[int, tuple[ExpiryWarning, Person]] = {}
    for warning, person in rows:
        first.setdefault(person.id, (warning, person))
    return list(first.values())


def person_of(session: Session, warning: ExpiryWarning) -> int:
    """Return whom a warning is for."""
    person_id: int = session.scalars(
        _with_people(sa.select(Person.id).select_from(ExpiryWarning)).where(
            ExpiryWarning.id == warning.id
        )
    ).one()
    return person_id


def waiting_for(session: Session, person_id: int) -> list[ExpiryWarning]:
    """Return all that waits to be said to a person."""
    return list(
        session.scalars(
            _with_people(sa.select(ExpiryWarning)).where(
                Person.id == person_id, ExpiryWarning.told_at.is_(None)
            )
        )
    )


def one_to_say(session: Session, public_id: str, actor: Actor) -> ExpiryWarning:
    """Return a warning that an agent of this structure may have said; raises NotFound."""
    found: ExpiryWarning | None = session.scalar(
        _with_people(sa.select(ExpiryWarning)).where(
            ExpiryWarning.public_id == public_id, known_to(actor)
        )
    )
    if found is None:
        raise NotFound("warning")
    return found


def first_in_notebook(session: Session, account_id: int) -> str | None:
    """Return the first paper of an account that has no image: what a notebook holds has none."""
    return session.scalar(
        sa.select(SafeDocument.public_id)
        .join(Safe, Safe.id == SafeDocument.safe_id)
        .where(
            Safe.account_id == account_id,
            ~sa.exists().where(
                SafeBlob.document_id == SafeDocument.id, SafeBlob.kind == BlobKind.THUMBNAIL
            ),
        )
        .order_by(SafeDocument.id)
    )


def _with_people(statement: Any) -> Any:
    return (
        statement.join(SafeDocument, SafeDocument.id == ExpiryWarning.document_id)
        .join(Safe, Safe.id == SafeDocument.safe_id)
        .join(Account, Account.id == Safe.account_id)
        .join(Person, Person.id == Account.person_id)
    )
