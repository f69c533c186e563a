"""Read the outbox."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from inclusion.errors import NotFound
from inclusion.messages.models import Message
from inclusion.messages.rules import TASKS, Channel, State
from inclusion.people.models import Person


def _of(structure_id: int | None) -> sa.ColumnElement[bool]:
    return sa.or_(Message.structure_id.is_(None), Message.structure_id == structure_id)


def tasks(session: Session, *, structure_id: int | None) -> list[Message]:
    """Return the messages that wait for somebody's decision, the oldest first."""
    statement = (
        sa.select(Message)
        .where(Message.state.in_(TASKS), _of(structure_id))
        .options(joinedload(Message.person))
        .order_by(Message.created_at, Message.id)
    )
    return list(session.scalars(statement))


def letters(session: Session, *, structure_id: int | None, at: datetime) -> list[Message]:
    """Return the letters to print, the oldest first; none to somebody who must not get any."""
    statement = (
        sa.select(Message)
        .outerjoin(Message.person)
        .where(
            Message.channel == Channel.LETTER,
            Message.state == State.WAITING,
            Message.due_at <= at,
            _of(structure_id),
            sa.or_(Message.person_id.is_(None), may_get_letters()),
        )
        .options(contains_eager(Message.person))
        .order_by(Message.due_at, Message.id)
    )
    return list(session.scalars(statement))


def may_get_letters() -> sa.ColumnElement[bool]:
    """Return the condition on people to whom a letter may go."""
    return sa.and_(Person.hidden_contact.is_(False), Person.deceased_on.is_(None))


def task(session: Session, public_id: str, *, structure_id: int | None) -> Message:
    """Return a message that these agents may settle; raises NotFound."""
    found = session.scalar(
        sa.select(Message).where(Message.public_id == public_id, _of(structure_id))
    )
    if found is None or found.channel is Channel.LETTER:
        raise NotFound("message")
    return found


def letter(session: Session, public_id: str, *, structure_id: int | None, at: datetime) -> Message:
    """Return a letter that waits to be printed by these agents; raises NotFound."""
    for one in letters(session, structure_id=structure_id, at=at):
        if one.public_id == public_id:
            return one
    raise NotFound("letter")


def left(session: Session, *, limit: int = 50) -> list[Message]:
    """Return what left in development, the newest first."""
    statement = (
        sa.select(Message)
        .where(Message.shown.is_not(None))
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


def about(session: Session, person_id: int) -> list[Message]:
    """Return the messages to a person, the newest first."""
    statement = (
        sa.select(Message)
        .where(Message.person_id == person_id)
        .order_by(Message.created_at.desc(), Message.id.desc())
    )
    return list(session.scalars(statement))


def with_key(session: Session, key: str) -> Message | None:
    """Return the message of a cause, or None."""
    return session.scalar(sa.select(Message).where(Message.key == key))


def first_letter(session: Session) -> str:
    """Return the reference of the first letter to print, for the list of pages."""
    statement = (
        sa.select(Message.public_id)
        .where(Message.channel == Channel.LETTER, Message.state == State.WAITING)
        .order_by(Message.id)
    )
    return session.scalars(statement).first() or ""
