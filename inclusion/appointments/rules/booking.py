"""The life of an appointment, and what the public may do when (pure).

Notice and cancellation limits bind the public only: an agent books, moves and cancels when the
person needs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from inclusion.appointments.rules.resources import ResourceKind


class Status(StrEnum):
    """Where an appointment stands. HELD: an hour kept for somebody who has not said yes yet."""

    HELD = "held"
    SCHEDULED = "scheduled"
    ARRIVED = "arrived"
    IN_PROGRESS = "in_progress"
    HONOURED = "honoured"
    INCOMPLETE = "incomplete"
    NO_SHOW = "no_show"
    CANCELLED_BY_PERSON = "cancelled_by_person"
    CANCELLED_BY_SERVICE = "cancelled_by_service"
    RESCHEDULED = "rescheduled"


class Origin(StrEnum):
    """How the appointment was asked for."""

    WEB = "web"
    TELEPHONE = "telephone"
    COUNTER = "counter"
    LETTER = "letter"
    SMS = "sms"
    PRESCRIBER = "prescriber"


class Company(StrEnum):
    """Who comes."""

    ALONE = "alone"
    WITH_RELATIVE = "with_relative"
    SOMEONE_ELSE = "someone_else"
    COUPLE = "couple"
    COMPANION = "companion"
    MINOR_ALONE = "minor_alone"


class Channel(StrEnum):
    """How the person keeps the date; only what really runs."""

    NONE = "none"
    PRINTED = "printed"
    SPOKEN = "spoken"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    RELATIVE = "relative"


class HoldKind(StrEnum):
    """Why an hour is kept: a form being filled, an offer to who waits, or freed a moment ago."""

    FORM = "form"
    OFFER = "offer"
    COOLING = "cooling"


class Initiative(StrEnum):
    """Who wanted an appointment moved."""

    PERSON = "person"
    SERVICE = "service"


class Mode(StrEnum):
    """How the person is received."""

    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    HOME = "home"
    VIDEO = "video"


class Audience(StrEnum):
    """Who may book; each one includes those before it."""

    AGENTS = "agents"
    PRESCRIBERS = "prescribers"
    INVITED = "invited"
    EVERYONE = "everyone"


LIVE = frozenset(
    {
        Status.HELD,
        Status.SCHEDULED,
        Status.ARRIVED,
        Status.IN_PROGRESS,
        Status.HONOURED,
        Status.INCOMPLETE,
    }
)
"""The appointment holds its mediator's time: two of these never overlap."""

PENDING = frozenset({Status.SCHEDULED, Status.ARRIVED, Status.IN_PROGRESS})
"""The outcome is still to come."""

CANCELLED = frozenset({Status.CANCELLED_BY_PERSON, Status.CANCELLED_BY_SERVICE})

OUTCOMES = frozenset({Status.HONOURED, Status.INCOMPLETE, Status.NO_SHOW}) | CANCELLED
"""What an agent may record at the end."""

_AFTER_ARRIVAL = frozenset({Status.HONOURED, Status.INCOMPLETE}) | CANCELLED

TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.HELD: frozenset({Status.SCHEDULED}),
    Status.SCHEDULED: frozenset(
        {Status.ARRIVED, Status.IN_PROGRESS, Status.NO_SHOW, Status.RESCHEDULED}
    )
    | _AFTER_ARRIVAL,
    Status.ARRIVED: frozenset({Status.IN_PROGRESS, Status.NO_SHOW, Status.RESCHEDULED})
    | _AFTER_ARRIVAL,
    Status.IN_PROGRESS: _AFTER_ARRIVAL,
    Status.HONOURED: frozenset(),
    Status.INCOMPLETE: frozenset(),
    Status.NO_SHOW: frozenset({Status.ARRIVED}),
    Status.CANCELLED_BY_PERSON: frozenset(),
    Status.CANCELLED_BY_SERVICE: frozenset(),
    Status.RESCHEDULED: frozenset(),
}
"""What may follow what. Going back is `undone`, never a transition."""

UNDOABLE = frozenset(
    {Status.ARRIVED, Status.IN_PROGRESS, Status.HONOURED, Status.INCOMPLETE, Status.NO_SHOW}
)


@dataclass(frozen=True, slots=True)
class Slot:
    """An hour at a place; mediator_id is None when whoever is free may receive.

    stop_id: where the bus stands then.
    """

    starts_at: datetime
    ends_at: datetime
    place_id: int
    mediator_id: int | None = None
    stop_id: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a start is looked for, both included, as things stand at `seen_at`."""

    earliest: datetime
    latest: datetime
    seen_at: datetime | None = None

    @property
    def at(self) -> datetime:
        """The instant at which holds count or have ended."""
        return self.seen_at or self.earliest


@dataclass(frozen=True, slots=True)
class Needs:
    """What a slot must offer besides time.

    speaks: a language of the mediator. interpreter: a language, for an interpreter booked with the
    appointment. equipment: what it takes. assisted: somebody books for the person, by telephone or
    at the counter, and sees the hours kept for that.
    """

    speaks: str = ""
    interpreter: str = ""
    equipment: frozenset[ResourceKind] = frozenset()
    assisted: bool = False


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who comes, in what language, and how they keep the date.

    second_person_id: the other one of a couple, when known as a person of ours.
    """

    people_count: int = 1
    company: Company = Company.ALONE
    interpreter_language: str = ""
    channel: Channel = Channel.NONE
    children_count: int = 0
    second_person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a reason asks: how long, on which marks, how soon, how far, until when it may change.

    buffer: kept free after each appointment. interpreter_extra: how much longer it lasts through
    an interpreter. equipment: what each appointment takes. reason_id: None for any.
    """

    duration: timedelta
    step: timedelta
    min_notice: timedelta
    max_notice: timedelta
    cancel_until: timedelta
    move_until: timedelta
    buffer: timedelta = timedelta(0)
    interpreter_extra: timedelta = timedelta(0)
    equipment: frozenset[ResourceKind] = frozenset()
    reason_id: int | None = None

    def lasting(self, needs: Needs) -> timedelta:
        """Return how long an appointment with these needs lasts."""
        return self.duration + (self.interpreter_extra if needs.interpreter else timedelta(0))


def may_follow(status: Status, following: Status) -> bool:
    """Tell whether an appointment may pass from `status` to `following`."""
    return following in TRANSITIONS[status]


def undone(status: Status, *, arrived: bool, started: bool) -> Status | None:
    """Return the state to go back to from `status`, None when nothing can be undone."""
    match status:
        case Status.ARRIVED:
            return Status.SCHEDULED
        case Status.IN_PROGRESS | Status.NO_SHOW:
            return Status.ARRIVED if arrived else Status.SCHEDULED
        case Status.HONOURED | Status.INCOMPLETE if started:
            return Status.IN_PROGRESS
        case Status.HONOURED | Status.INCOMPLETE:
            return Status.ARRIVED if arrived else Status.SCHEDULED
        case _:
            return None


def bookable_span(terms: Terms, at: datetime) -> tuple[datetime, datetime]:
    """Return the earliest and the latest start that the public may take, both included."""
    return at + terms.min_notice, at + terms.max_notice


def public_may_book(terms: Terms, starts_at: datetime, at: datetime) -> bool:
    """Tell whether the notice of the reason lets the public take this start."""
    earliest, latest = bookable_span(terms, at)
    return earliest <= starts_at <= latest


def public_may_cancel(terms: Terms, starts_at: datetime, at: datetime) -> bool:
    """Tell whether the person may still cancel alone; after that, by telephone."""
    return at <= starts_at - terms.cancel_until


def public_may_move(terms: Terms, starts_at: datetime, at: datetime) -> bool:
    """Tell whether the person may still move the appointment alone."""
    return at <= starts_at - terms.move_until
