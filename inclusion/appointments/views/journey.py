"""Where a person is in the journey: choices in the address, answers in the visit.

What says nothing of a person (reason, place, hour) stands in the address, so that a link can be
shared and two tabs do not mix. Names and the rest stay in the server-side visit.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import request, session, url_for
from flask_login import current_user

from inclusion.appointments.rules.booking import Attendance, Channel, Company
from inclusion.tokens import secret_token

BOOKING = "booking"
STAMP = "%Y%m%dT%H%MZ"
STEPS = 5


def stamp(instant: datetime) -> str:
    """Return an hour as it stands in an address: 20261201T1330Z."""
    return instant.astimezone(UTC).strftime(STAMP)


def read_stamp(text: str | None) -> datetime | None:
    """Return the hour of an address, None when it makes none."""
    try:
        return datetime.strptime(text or "", STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen so far: the code of a reason, the slug of a place, an hour."""

    reason: str | None
    place: str | None
    hour: datetime | None

    def query(self, **changes: Any) -> dict[str, Any]:
        """Return the choices as the query of an address; None leaves one out."""
        said: dict[str, Any] = {
            "motif": self.reason,
            "lieu": self.place,
            "heure": stamp(self.hour) if self.hour else None,
        }
        return {key: value for key, value in (said | changes).items() if value is not None}

    def url(self, endpoint: str, **changes: Any) -> str:
        """Return the address of a step with the choices so far."""
        return url_for(endpoint, **self.query(**changes))


def choices() -> Choices:
    """Return the choices of this address."""
    return Choices(
        reason=request.args.get("motif") or None,
        place=request.args.get("lieu") or None,
        hour=read_stamp(request.args.get("heure")),
    )


def answers() -> dict[str, Any]:
    """Return what the person has answered so far."""
    kept: dict[str, Any] = session.get(BOOKING, {})
    return kept


def keep(**values: Any) -> None:
    """Keep answers in the visit."""
    session[BOOKING] = answers() | values


def forget() -> None:
    """Forget the answers: the appointment is booked."""
    session.pop(BOOKING, None)


def company() -> Company | None:
    """Return who comes, None when not yet said."""
    said = answers().get("company")
    return Company(said) if said in set(Company) else None


def name() -> str | None:
    """Return the name of whoever comes: the account's own, or what was written for them."""
    who = company()
    if who is None:
        return None
    if who is not Company.SOMEONE_ELSE and is_citizen():
        return str(current_user.name)
    mine = who is not Company.SOMEONE_ELSE
    kept = answers()
    return str(kept["name"]) if kept.get("name") and kept.get("name_is_mine") == mine else None


def people_count() -> int | None:
    """Return how many come, None when not yet said."""
    who = company()
    if who is Company.ALONE:
        return 1
    count = answers().get("people")
    if not isinstance(count, int) or (who is Company.WITH_RELATIVE and count < 2):
        return None
    return count


def attendance() -> Attendance:
    """Return the answers as the service wants them; every question is answered by then."""
    kept = answers()
    return Attendance(
        people_count=people_count() or 1,
        company=company() or Company.ALONE,
        interpreter_language=kept.get("interpreter", ""),
        channel=Channel(kept.get("channel", Channel.NONE)),
    )


def next_question() -> str:
    """Return the endpoint of the first question without an answer, or the check page."""
    kept = answers()
    asked = {
        "appointments.company": company(),
        "appointments.name": name(),
        "appointments.people": people_count(),
        "appointments.interpreter": kept.get("interpreter"),
        "appointments.channel": kept.get("channel"),
    }
    return next((page for page, said in asked.items() if said is None), "appointments.check")


def missing_choice(chosen: Choices) -> str | None:
    """Return the endpoint of the first choice that lacks, None when all three are made."""
    wanted = {
        "appointments.reason": chosen.reason,
        "appointments.where": chosen.place,
        "appointments.slots": chosen.hour,
    }
    return next((page for page, value in wanted.items() if value is None), None)


def keep_hold(public_id: str, until: datetime) -> None:
    """Keep the hold of this visit, and until when it stands."""
    keep(held=public_id, held_until=until.isoformat())


def hold() -> str | None:
    """Return the reference of the hold of this visit."""
    kept = answers().get("held")
    return str(kept) if kept else None


def held_until(at: datetime) -> datetime | None:
    """Return until when the hour is kept for this visit, None when it no longer is."""
    said = answers().get("held_until")
    until = datetime.fromisoformat(said) if said else None
    return until if until and until > at else None


def key() -> str:
    """Return the idempotency key of this booking, the same until it is made."""
    kept = answers().get("key")
    if not kept:
        kept = secret_token()
        keep(key=kept)
    return str(kept)


def is_citizen() -> bool:
    """Tell whether a citizen is signed in: an agent who tries the site books for nobody."""
    return bool(current_user.is_authenticated and current_user.person_id)
