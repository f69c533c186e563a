"""What booking may refuse, each fact with its name (pure)."""

from inclusion.errors import Conflict, Forbidden, Invalid


class SlotTaken(Conflict):
    """Nobody can receive at that hour any more: somebody was faster, or the opening is gone."""


class TooSoon(Conflict):
    """The public may not take this hour yet, or any more: the notice of the reason."""


class TooLate(Forbidden):
    """The public may no longer cancel or move alone: the telephone can."""


class NotNow(Conflict):
    """The appointment stands where this act makes no sense any more."""


class OutsideHours(Invalid):
    """The opening or absence has no length, or lies on a public holiday."""
