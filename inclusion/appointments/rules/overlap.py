"""An overlap that an agent chooses, knowing what is there (pure)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overlap:
    """Why an agent takes an hour that is not free. seen: the appointments it was warned of."""

    reason: str
    seen: frozenset[int] = frozenset()
