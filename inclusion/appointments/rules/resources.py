"""What an appointment may need besides a mediator, and why a place may be closed (pure)."""

from enum import StrEnum


class ResourceKind(StrEnum):
    """What one appointment at a time may take."""

    OFFICE = "office"
    LOAN_COMPUTER = "loan_computer"
    SCANNER = "scanner"
    INDUCTION_LOOP = "induction_loop"
    INTERPRETER = "interpreter"


EQUIPMENT = frozenset(ResourceKind) - {ResourceKind.INTERPRETER}
"""What stands in a place."""


class ClosureCause(StrEnum):
    """Why a place is closed when it should be open."""

    STRIKE = "strike"
    HEAT = "heat"
    SNOW = "snow"
    WORKS = "works"
    OTHER = "other"
