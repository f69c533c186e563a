"""Why what belongs to an account ends (pure)."""

from enum import StrEnum


class Because(StrEnum):
    """Why what belongs to an account ends."""

    TAKEN_OVER = "taken_over"
    BLOCKED = "blocked"
    DECEASED = "deceased"
    CLOSED = "closed"
