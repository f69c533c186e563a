"""What booking may refuse, each fact with its name (pure)."""

from inclusion.errors import Conflict, Forbidden, Invalid


class SlotTaken(Conflict):
    """Nobody can receive at that hour any more: somebody was faster, or the opening is gone."""


class Overlaps(SlotTaken):
    """The agent may take this hour on purpose, over these appointments, and must say why.

    appointments: their ids, as they are inside the transaction that refused.
    """

    def __init__(self, appointments: frozenset[int]) -> None:
        """Keep what is already there at that hour."""
        super().__init__("overlap", field="slot")
        self.appointments = appointments


class TooSoon(Conflict):
    """The public may not take this hour yet, or any more: the notice of the reason."""


class TooLate(Forbidden):
    """The public may no longer cancel or move alone: the telephone can."""


class NotNow(Conflict):
    """The appointment stands where this act makes no sense any more."""


class OpeningsOverlap(Conflict):
    """Another opening of the mediator is at the same time: the agent must say that it is meant."""


class OutsideHours(Invalid):
    """The opening or absence has no length, or lies on a public holiday."""
