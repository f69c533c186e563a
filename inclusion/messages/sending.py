"""Send what is due: claim one message, send it outside of any transaction, write what happened.

The worker may be killed at any moment. A message is claimed in a transaction of its own before
anything leaves; one that stays claimed longer than its lease is sent again where the gateway
knows its key, and becomes a task for a person where it does not.
"""

import logging
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from inclusion.clock import Clock
from inclusion.crypto import CannotOpen
from inclusion.db import write_session
from inclusion.messages import sealing, sms, smtp
from inclusion.messages.gateways import InDoubt, NotSent, Refused
from inclusion.messages.models import Message
from inclusion.messages.rules import (
    LEASE,
    Channel,
    State,
    after_silence,
    wait_after,
)
from inclusion.messages.texts import TEXTS, Written, written
from inclusion.settings import Settings
from inclusion.tokens import public_id as new_claim

log = logging.getLogger("inclusion.messages")
MOST = 50
"""How many messages one pass sends: other jobs wait meanwhile."""
SENT_BY_US = frozenset({Channel.EMAIL, Channel.SMS})
_OPEN = (State.WAITING, State.DOUBTFUL, State.FAILED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try."""

    state: State
    error: str | None = None
    is_down: bool = False
    shown: str | None = None


def deliver_due(engine: Engine, settings: Settings, clock: Clock) -> int:
    """Send the messages that are due, at most MOST of them; return how many were tried.

    A gateway that is down is left alone until the next pass.
    """
    with write_session(engine) as session:
        settle_overdue(session, at=clock())
    channels = set(SENT_BY_US)
    for tried in range(MOST):
        claim = new_claim()
        with write_session(engine) as session:
            message = _claimed(session, channels=channels, claim=claim, at=clock())
        if message is None:
            return tried
        outcome = _outcome(message, settings, clock())
        with write_session(engine) as session:
            _write(session, message.id, claim=claim, outcome=outcome, at=clock())
        if outcome.is_down:
            channels.discard(message.channel)
    return MOST


def settle_overdue(session: Session, *, at: datetime) -> None:
    """Take back the messages of dead workers, then drop those whose time is past."""
    for channel in SENT_BY_US:
        session.execute(
            sa.update(Message)
            .where(
                Message.state == State.SENDING,
                Message.channel == channel,
                Message.claimed_at <= at - LEASE,
            )
            .values(state=after_silence(channel), due_at=at, last_error="silence")
        )
    session.execute(
        sa.update(Message)
        .where(Message.state.in_(_OPEN), Message.expires_at <= at)
        .values(state=State.EXPIRED, sealed=None)
    )


def _claimed(
    session: Session, *, channels: AbstractSet[Channel], claim: str, at: datetime
) -> Message | None:
    message = session.scalar(
        sa.select(Message)
        .where(Message.state == State.WAITING, Message.channel.in_(channels), Message.due_at <= at)
        .order_by(Message.due_at, Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if message is not None:
        message.state, message.claimed_at, message.claimed_by = State.SENDING, at, claim
        message.tries += 1
    return message


def _write(
    session: Session, message_id: int, *, claim: str, outcome: Outcome, at: datetime
) -> None:
    """Write what happened, unless the message was meanwhile taken by another hand."""
    message = session.scalar(
        sa.select(Message)
        .where(
            Message.id == message_id,
            Message.claimed_by == claim,
            Message.state.in_((State.SENDING, State.DOUBTFUL)),
        )
        .with_for_update()
    )
    if message is None:
        return
    message.state, message.last_error, message.shown = outcome.state, outcome.error, outcome.shown
    if outcome.state is State.WAITING:
        message.due_at = at + wait_after(message.tries)
    if outcome.state is State.SENT:
        message.sent_at, message.sealed = at, None
        message.text_version = TEXTS[message.text_code].version
    log.info("message %s %s %s", message.channel.value, message.state.value, message.last_error)


def _outcome(message: Message, settings: Settings, at: datetime) -> Outcome:
    try:
        content = sealing.opened(
            message.sealed or b"", public_id=message.public_id, secrets=settings.secrets
        )
        text = written(
            message.text_code,
            channel=message.channel,
            language=message.language,
            values=content.values,
            settings=settings,
        )
    except (CannotOpen, KeyError):
        return Outcome(State.FAILED, "unreadable")
    try:
        return _sent(message, content.to, text, settings, at)
    except NotSent as error:
        return Outcome(State.WAITING, error.code, is_down=error.is_down)
    except Refused as error:
        return Outcome(State.FAILED, error.code)
    except InDoubt as error:
        return Outcome(State.DOUBTFUL, error.code)
    except Exception:
        log.exception("message_error %s", message.channel.value)
        return Outcome(after_silence(message.channel), "error")


def _sent(message: Message, to: str, text: Written, settings: Settings, at: datetime) -> Outcome:
    if message.channel is Channel.EMAIL and settings.smtp_url:
        smtp.send(
            settings,
            to=to,
            written=text,
            language=message.language,
            public_id=message.public_id,
            at=at,
        )
        return Outcome(State.SENT)
    if message.channel is Channel.SMS and settings.sms_url:
        sms.send(settings, to=to, written=text, public_id=message.public_id)
        return Outcome(State.SENT)
    if settings.environment == "development":
        return Outcome(State.SENT, shown="\n\n".join(filter(None, (to, text.subject, text.body))))
    return Outcome(State.FAILED, "no_gateway")
