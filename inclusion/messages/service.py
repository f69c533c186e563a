"""Post messages, and settle those that a machine cannot.

Posting writes a row in the caller's transaction: if that fails, nothing was said.
"""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inclusion.actors import Actor
from inclusion.audit.service import record
from inclusion.messages import queries, sealing
from inclusion.messages.models import Message
from inclusion.messages.rules import (
    KEPT,
    LONGEST_LIFE,
    TASKS,
    Channel,
    Decision,
    NotNow,
    State,
    decided,
)
from inclusion.messages.texts import TEXTS
from inclusion.messages.words import Text
from inclusion.people.models import Person
from inclusion.settings import Settings
from inclusion.tokens import public_id as new_public_id


def has_channel(settings: Settings, channel: Channel) -> bool:
    """Tell whether this channel may be offered: letters always, others when a gateway is set."""
    if settings.environment == "development" or channel is Channel.LETTER:
        return True
    return bool(settings.smtp_url if channel is Channel.EMAIL else settings.sms_url)


def post(
    session: Session,
    *,
    text: str,
    channel: Channel,
    to: str,
    language: str,
    values: Mapping[str, str],
    at: datetime,
    person_id: int | None = None,
    account_id: int | None = None,
    structure_id: int | None = None,
    expires_at: datetime | None = None,
    due_at: datetime | None = None,
    key: str | None = None,
) -> Message:
    """Write a message to be sent; a `key` already used gives back the message of that cause.

    to: an address, an E.164 number, or the lines of a postal address. Nothing goes to somebody
    who died, nor a letter to somebody whose address is hidden: the row says so, without content.
    """
    known = queries.with_key(session, key) if key else None
    if known is not None:
        return known
    words = TEXTS[text]
    lacking = words.needs(channel) - set(values)
    if lacking:
        raise ValueError(f"the text {text!r} needs {sorted(lacking)}")
    message = Message(
        public_id=new_public_id(),
        key=key,
        channel=channel,
        state=State.WAITING,
        text_code=text,
        text_version=words.version,
        language=language,
        person_id=person_id,
        account_id=account_id,
        structure_id=structure_id,
        created_at=at,
        due_at=due_at or at,
        expires_at=_end(words, channel, at, expires_at),
    )
    _fill(session, message, sealing.Content(to, dict(values)))
    return _added(session, message)


def tell(
    session: Session,
    *,
    person: Person,
    text: str,
    values: Mapping[str, str],
    at: datetime,
    account_id: int | None = None,
    expires_at: datetime | None = None,
    key: str | None = None,
) -> Message | None:
    """Post to somebody by their own channel: confirmed e-mail, else confirmed telephone.

    Returns None when there is none, or when the person died.
    """
    to = own_channel(person)
    if to is None:
        return None
    channel, address = to
    return post(
        session,
        text=text,
        channel=channel,
        to=address,
        language=person.language,
        values=values,
        at=at,
        person_id=person.id,
        account_id=account_id,
        expires_at=expires_at,
        key=key,
    )


def own_channel(person: Person) -> tuple[Channel, str] | None:
    """Return how a person is told things, None when they confirmed nothing or died."""
    if person.deceased_on:
        return None
    if person.email and person.email_confirmed_at:
        return Channel.EMAIL, person.email
    if person.phone and person.phone_confirmed_at:
        return Channel.SMS, person.phone
    return None


def cancel_for_person(session: Session, person_id: int, at: datetime) -> None:
    """Stop all that has not left for a person; what a worker holds right now is not tried again."""
    of_person = sa.update(Message).where(Message.person_id == person_id)
    session.execute(
        of_person.where(Message.state.in_({State.WAITING, *TASKS})).values(
            state=State.CANCELLED, sealed=None
        )
    )
    session.execute(of_person.where(Message.state == State.SENDING).values(expires_at=at))


def settle(
    session: Session, *, message: Message, decision: Decision, actor: Actor, at: datetime
) -> None:
    """Do what an agent decides of a message in doubt, or of one that failed; raises NotNow."""
    session.refresh(message, with_for_update=True)
    message.state = decided(message.state, decision)
    message.claimed_by = message.claimed_at = None
    if decision is Decision.AGAIN:
        message.due_at = at
    else:
        message.sealed = None
    if decision is Decision.ARRIVED:
        message.sent_at = at
    _note(session, message, "message.settled", actor, at, decision=decision.value)


def mark_printed(session: Session, *, message: Message, actor: Actor, at: datetime) -> None:
    """Note that a letter was printed and posted, and forget it; raises NotNow."""
    session.refresh(message, with_for_update=True)
    if message.state is not State.WAITING or message.channel is not Channel.LETTER:
        raise NotNow("letter_gone")
    message.state, message.sealed, message.sent_at = State.SENT, None, at
    _note(session, message, "message.printed", actor, at)


def tidy(session: Session, *, at: datetime) -> None:
    """Cancel letters that may no longer go; forget old messages, letters that wait aside."""
    unwanted = sa.select(Person.id).where(~queries.may_get_letters())
    waits = sa.and_(Message.channel == Channel.LETTER, Message.state == State.WAITING)
    session.execute(
        sa.update(Message)
        .where(waits, Message.person_id.in_(unwanted))
        .values(state=State.CANCELLED, sealed=None)
    )
    session.execute(sa.delete(Message).where(Message.created_at < at - KEPT, ~waits))


def _end(
    words: Text, channel: Channel, at: datetime, expires_at: datetime | None
) -> datetime | None:
    if channel is not Channel.LETTER:
        latest = at + (words.life or LONGEST_LIFE)
        return min(expires_at or latest, latest)
    return expires_at


def _fill(session: Session, message: Message, content: sealing.Content) -> None:
    person = session.get(Person, message.person_id) if message.person_id else None
    if person and person.deceased_on:
        message.state, message.last_error = State.CANCELLED, "deceased"
    elif person and person.hidden_contact and message.channel is Channel.LETTER:
        message.state, message.last_error = State.CANCELLED, "hidden_contact"
    else:
        message.sealed = sealing.seal(content, public_id=message.public_id)


def _added(session: Session, message: Message) -> Message:
    if message.key is None:
        session.add(message)
        session.flush()
        return message
    try:
        with session.begin_nested():
            session.add(message)
    except IntegrityError:
        known = queries.with_key(session, message.key)
        if known is None:
            raise
        return known
    return message


def _note(
    session: Session, message: Message, action: str, actor: Actor, at: datetime, **detail: str
) -> None:
    record(
        session,
        action=action,
        at=at,
        actor=actor,
        person_id=message.person_id,
        object_kind="message",
        object_id=message.id,
        detail={"text": message.text_code, "channel": message.channel.value, **detail},
    )
    session.flush()
