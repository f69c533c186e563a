"""Guardianship, wishes after death, files to merge, French postcodes (pure)."""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum

UNDO_WITHIN = timedelta(days=30)
_POSTCODE = re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-8])[0-9]{3}")


class GuardianshipKind(StrEnum):
    """What the judge decided (code civil, art. 425 and after, and 494-1)."""

    TUTELLE = "tutelle"
    CURATELLE = "curatelle"
    HABILITATION = "habilitation"


class Wish(StrEnum):
    """What somebody wants done with their data after their death (LIL, art. 85)."""

    ERASE = "erase"
    KEEP = "keep"
    HAND_TO = "hand_to"


class KnownHow(StrEnum):
    """How we learnt of a death; no copy is kept."""

    CERTIFICATE = "certificate"
    RELATIVE = "relative"
    SERVICE = "service"


class MergeState(StrEnum):
    """Where a proposal to merge two files stands."""

    PROPOSED = "proposed"
    DONE = "done"
    UNDONE = "undone"
    REFUSED = "refused"


def may_change_contact(kind: GuardianshipKind | None) -> bool:
    """Tell whether the person may change how they are reached, or close their account, alone.

    Under tutelle the representative does; otherwise the person keeps every right here.
    """
    return kind is not GuardianshipKind.TUTELLE


def may_undo(decided_at: datetime, at: datetime) -> bool:
    """Tell whether a merge may still be taken back."""
    return at <= decided_at + UNDO_WITHIN


def is_postcode(text: str) -> bool:
    """Tell whether `text` may be a French postcode: five digits."""
    return _POSTCODE.fullmatch(text) is not None


def read_day(day: str, month: str, year: str) -> date | None:
    """Return the date of three typed parts, None when they make none."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
