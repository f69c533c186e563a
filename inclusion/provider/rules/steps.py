"""What stands between an authorization request and its answer (pure)."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Step(StrEnum):
    """The next thing to do with a request."""

    SIGN_IN = "sign_in"
    STRONGER = "stronger"
    CONSENT = "consent"
    ISSUE = "issue"
    OTHER_PERSON = "other_person"


ERRORS = {
    Step.SIGN_IN: "login_required",
    Step.STRONGER: "unmet_authentication_requirements",
    Step.CONSENT: "consent_required",
    Step.OTHER_PERSON: "login_required",
}
"""What the service is told, with prompt=none, instead of the step."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What the service asks of the sign-in."""

    asked_at: datetime
    prompts: frozenset[str] = frozenset()
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the person stands. account_id: None when nobody is signed in."""

    account_id: int | None = None
    proved_at: datetime | None = None
    methods: tuple[str, ...] = field(default=())
    visit_id: str = ""


def next_step(
    demand: Demand,
    standing: Standing,
    *,
    now: datetime,
    is_strong_enough: bool,
    is_the_hinted: bool,
    has_consented: bool,
) -> Step:
    """Return the next step; a sign-in made for this very request is fresh enough for it."""
    if standing.account_id is None or standing.proved_at is None:
        return Step.SIGN_IN
    is_for_this = standing.proved_at >= demand.asked_at
    if not is_the_hinted:
        return Step.OTHER_PERSON if is_for_this else Step.SIGN_IN
    if not is_for_this and ("login" in demand.prompts or "select_account" in demand.prompts):
        return Step.SIGN_IN
    if not is_for_this and _is_too_old(demand.max_age, standing.proved_at, now):
        return Step.SIGN_IN
    if not is_strong_enough:
        return Step.STRONGER
    if "consent" in demand.prompts or not has_consented:
        return Step.CONSENT
    return Step.ISSUE


def _is_too_old(max_age: timedelta | None, proved_at: datetime, now: datetime) -> bool:
    return max_age is not None and now - proved_at >= max_age
