"""Read appointments as the desk does: those of the day, what remains to do, who may see which."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.appointments.models import Absence, Appointment
from inclusion.appointments.queries import appointments as read
from inclusion.appointments.queries import reminders
from inclusion.appointments.rules.booking import PENDING, Initiative, Status
from inclusion.audit.models import AuditEvent
from inclusion.errors import NotFound
from inclusion.messages.models import Message
from inclusion.messages.rules import TASKS, State
from inclusion.people.models import Person

LOOK_BACK = timedelta(days=14)
UNDELIVERED = (*TASKS, State.EXPIRED, State.CANCELLED)
CALLED, TOLD = "appointment.called", "appointment.told"


def ours(session: Session, public_id: str, actor: Actor) -> Appointment:
    """Return an appointment that the actor's structure receives; raises NotFound for others."""
    return read.appointment_for_agent(session, public_id, actor)


def ours_or_booked_here(session: Session, public_id: str, actor: Actor) -> Appointment:
    """Return an appointment that the structure receives or that one of its agents has booked.

    An agent who booked at another structure's place must be able to print the slip, move it and
    cancel it; nothing else of it is theirs. Raises NotFound for others.
    """
    found = read.appointment(session, public_id)
    if is_ours(found, actor):
        return found
    booker = session.get(Account, found.booked_by_id) if found.booked_by_id else None
    if actor.structure_id is None or booker is None or booker.structure_id != actor.structure_id:
        raise NotFound("appointment")
    return found


def is_ours(appointment: Appointment, actor: Actor) -> bool:
    """Tell whether the actor's structure receives the appointment."""
    return (
        actor.structure_id is not None and appointment.mediator.structure_id == actor.structure_id
    )


def find_by_key(session: Session, key: str) -> Appointment | None:
    """Return the appointment that a form sent before has booked."""
    return session.scalar(sa.select(Appointment).where(Appointment.idempotency_key == key))


@dataclass(frozen=True, slots=True)
class ToDo:
    """What remains to do: people to call after a missed hour, to tell, to ask back, to note."""

    to_remind: list[Appointment]
    missed: list[Appointment]
    to_tell: list[Appointment]
    incomplete: list[Appointment]
    without_outcome: list[Appointment]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing remains."""
        calls = self.to_remind or self.missed or self.to_tell
        return not (calls or self.incomplete or self.without_outcome)


def to_do(session: Session, *, mediators: Collection[int], at: datetime) -> ToDo:
    """Return what remains to do for these mediators, from real rows alone."""
    return ToDo(
        to_remind=reminders.to_call(session, mediators=mediators, at=at),
        missed=_left(session, mediators, at, statuses={Status.NO_SHOW}, done_by=CALLED),
        to_tell=_to_tell(session, mediators, at),
        incomplete=_left(session, mediators, at, statuses={Status.INCOMPLETE}, done_by=CALLED),
        without_outcome=read.awaiting_outcome(session, mediators=mediators, at=at),
    )


def _left(
    session: Session,
    mediators: Collection[int],
    at: datetime,
    *,
    statuses: Collection[Status],
    done_by: str,
) -> list[Appointment]:
    """Return recent appointments after which nobody called, and no other was taken."""
    later = aliased(Appointment)
    other = sa.exists().where(
        later.person_id == Appointment.person_id,
        later.starts_at > Appointment.starts_at,
        later.status.in_(PENDING),
    )
    return list(
        session.scalars(
            _recent(mediators, at).where(Appointment.status.in_(statuses), ~_noted(done_by), ~other)
        )
    )


def _to_tell(session: Session, mediators: Collection[int], at: datetime) -> list[Appointment]:
    """Return what the service cancelled, or an absence prevents, and nobody has told yet."""
    away = sa.exists().where(
        Absence.mediator_id == Appointment.mediator_id,
        Absence.starts_at < Appointment.ends_at,
        Absence.ends_at > Appointment.starts_at,
    )
    hit = sa.and_(Appointment.status.in_(PENDING), Appointment.ends_at > at, away)
    cancelled = sa.and_(
        Appointment.status == Status.CANCELLED_BY_SERVICE, ~_noted(TOLD), ~_told_by_message()
    )
    return list(session.scalars(_recent(mediators, at).where(sa.or_(hit, cancelled, _moved(at)))))


def _moved(at: datetime) -> sa.ColumnElement[bool]:
    """Say that the service gave another hour, and nobody knows yet."""
    old = aliased(Appointment)
    elsewhere = sa.exists().where(
        old.id == Appointment.moved_from_id,
        sa.or_(old.starts_at != Appointment.starts_at, old.place_id != Appointment.place_id),
    )
    return sa.and_(
        Appointment.moved_by == Initiative.SERVICE,
        Appointment.status == Status.SCHEDULED,
        Appointment.starts_at > at,
        elsewhere,
        ~_noted(TOLD),
        ~_told_by_message("appointment_moved:"),
    )


def knows(session: Session, appointment: Appointment) -> bool:
    """Tell whether a message told the person that their appointment is cancelled."""
    statement = sa.select(Appointment.id).where(Appointment.id == appointment.id)
    return session.scalar(statement.where(_told_by_message())) is not None


def is_moved_untold(session: Session, appointment: Appointment, at: datetime) -> bool:
    """Tell whether the service gave the person another hour that they do not know."""
    statement = sa.select(Appointment.id).where(Appointment.id == appointment.id, _moved(at))
    return session.scalar(statement) is not None


def must_be_called(session: Session, appointment: Appointment, at: datetime) -> bool:
    """Tell whether only a call can remind the person of their appointment, and nobody made it."""
    listed = reminders.to_call(session, mediators=[appointment.mediator_id], at=at)
    return any(one.id == appointment.id for one in listed)


def _told_by_message(about: str = "appointment_cancelled:") -> sa.Exists:
    """Say that a message left, or will: one that failed is to be told aloud."""
    key = sa.literal(about) + Appointment.public_id
    return sa.exists().where(Message.key == key, Message.state.not_in(UNDELIVERED))


def _recent(mediators: Collection[int], at: datetime) -> sa.Select[Appointment]:
    return (
        sa.select(Appointment)
        .where(
            Appointment.mediator_id.in_(mediators),
            Appointment.starts_at > at - LOOK_BACK,
            Appointment.person.has(Person.deceased_on.is_(None)),
        )
        .options(joinedload(Appointment.person), joinedload(Appointment.reason))
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(50)
    )


def _noted(action: str) -> sa.Exists:
    return sa.exists().where(
        AuditEvent.object_kind == "appointment",
        AuditEvent.object_id == Appointment.id,
        AuditEvent.action == action,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal: when, what, and who as far as this structure may know."""

    at: datetime
    action: str
    role: str
    name: str | None
    status: str


def history(session: Session, appointment: Appointment, actor: Actor) -> list[Entry]:
    """Return what happened to an appointment and to those it replaces, newest first.

    The name of an agent of another structure is not told.
    """
    chain = _chain(session, appointment)
    about = sa.and_(AuditEvent.object_kind == "appointment", AuditEvent.object_id.in_(chain))
    return entries(session, about, actor)


def entries(session: Session, about: sa.ColumnElement[bool], actor: Actor) -> list[Entry]:
    """Return the newest lines of the journal about something, as the actor may read them."""
    statement = (
        sa.select(AuditEvent, Account)
        .outerjoin(Account, Account.id == AuditEvent.actor_account_id)
        .where(about)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(50)
    )
    return [_entry(event, account, actor) for event, account in session.execute(statement)]


def _chain(session: Session, appointment: Appointment) -> list[int]:
    ids, before = [appointment.id], appointment.moved_from_id
    while before is not None and len(ids) < 50:
        ids.append(before)
        before = session.scalar(
            sa.select(Appointment.moved_from_id).where(Appointment.id == before)
        )
    return ids


def _entry(event: AuditEvent, account: Account | None, actor: Actor) -> Entry:
    known = (
        account is not None
        and account.structure_id is not None
        and account.structure_id == actor.structure_id
    )
    return Entry(
        at=event.at,
        action=event.action,
        role=event.actor_role,
        name=account.name if known and account is not None else None,
        status=str(event.detail.get("status", "")),
    )
