"""How people learn of what happens to their appointment (pure)."""

from enum import StrEnum


class Told(StrEnum):
    """How a person learns that their appointment is cancelled."""

    PHONE = "phone"
    FACE = "face"
    LATER = "later"
