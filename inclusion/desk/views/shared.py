"""What the desk's views share: dates of an address, the team, sentences to read."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from flask import request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from inclusion import wording
from inclusion.clock import paris_today
from inclusion.desk import labels
from inclusion.desk.queries import team as read_team
from inclusion.web.languages import current, text_in
from inclusion.web.session import actor, now

if TYPE_CHECKING:
    from inclusion.accounts.models import Account

Answer: TypeAlias = str | Response | tuple[str, int]
WHOLE_TEAM = "tous"


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose day or week is shown, among which team, and what the address says of it."""

    members: list["Account"]
    chosen: list["Account"]
    asked: str | None

    @property
    def ids(self) -> list[int]:
        """Return the ids of those who are shown."""
        return [one.id for one in self.chosen]

    @property
    def query(self) -> dict[str, Any]:
        """Return what to keep in the links of the page."""
        return {"mediateur": self.asked} if self.asked else {}

    def is_whole(self) -> bool:
        """Tell whether the whole team is shown."""
        return len(self.members) > 1 and len(self.chosen) == len(self.members)

    def is_only(self, member: "Account") -> bool:
        """Tell whether this mediator alone is shown."""
        return [one.id for one in self.chosen] == [member.id] and not self.is_whole()


def shown(session: Session) -> Shown:
    """Return whose appointments this address shows; NotFound for another structure's."""
    members = read_team.team(session, actor())
    asked = request.args.get("mediateur") or None
    return Shown(members, read_team.chosen(members, asked, actor()), asked)


def day_asked(name: str = "jour") -> date:
    """Return the day of the address, today when it says none."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return paris_today(now())


def when(instant: Any) -> str:
    """Return a day and hour in the language of the page."""
    return wording.day_and_hour(instant, current().code)


def proposal_sentence(instant: Any, place: Any, reason: Any) -> Any:
    """Return the sentence that proposes an hour, to read aloud."""
    return labels.to_say(
        when=when(instant),
        place=place.name,
        address=place.address_line,
        bring=text_in(reason.bring),
    )
