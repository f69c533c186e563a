"""The states of who waits, the answers to an offer, and what may be refused (pure)."""

from enum import StrEnum

from inclusion.errors import Conflict, Expired, Invalid


class EntryState(StrEnum):
    """Where somebody of the list stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    LEFT = "left"
    EXPIRED = "expired"


ACTIVE = frozenset({EntryState.WAITING, EntryState.OFFERED})
"""Still on the list."""


class Answer(StrEnum):
    """What became of an offer. WITHDRAWN: the hour could not be given after all."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Moment(StrEnum):
    """The half of the day that suits."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"


class OfferEnded(Expired):
    """The hour is no longer kept for this person."""


class NotWaiting(Conflict):
    """The person is no longer on the list."""


class NothingToWatch(Conflict):
    """The appointment is over, or too near for an earlier one."""


class WishRefused(Invalid):
    """A wish that makes no sense: where, deadline, dates."""
