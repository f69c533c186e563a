"""What a reason says, as values (pure)."""

from dataclasses import dataclass

from inclusion.appointments.rules.booking import Audience, Mode


@dataclass(frozen=True, slots=True)
class ReasonTerms:
    """What a reason says, as the form gives it; minutes and days are whole numbers."""

    names: dict[str, str]
    explanations: dict[str, str]
    bring: dict[str, list[str]]
    duration_minutes: int
    buffer_minutes: int
    interpreter_extra_minutes: int
    min_notice_minutes: int
    max_notice_days: int
    cancel_until_minutes: int
    move_until_minutes: int
    mode: Mode
    bookable_by: Audience
    equipment: list[str]
    is_retired: bool
