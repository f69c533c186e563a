"""What the pages of the counter share: the agent's structure, the search typed before, today."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import session
from werkzeug.wrappers import Response

from inclusion.accounts.contributions import End, contributions
from inclusion.clock import paris_today
from inclusion.errors import NotFound
from inclusion.web.session import actor, now
from inclusion.web.visit import PLACE, visit

Answer = Response | str | tuple[str, int]
DRAFT = "counter_search"


def structure_id() -> int:
    """Return the structure of the agent; raises NotFound without one."""
    found = actor().structure_id
    if found is None:
        raise NotFound("structure")
    return found


def place_id() -> int | None:
    """Return the counter that this visit comes from, when it is known."""
    return visit().get(PLACE)


def ends() -> Sequence[End]:
    """Return what the other domains have to stop."""
    return contributions().ends


def today() -> date:
    """Return the day in Paris."""
    return paris_today(now())


def draft() -> dict[str, Any]:
    """Return the name and the year searched last, so that nobody types them twice."""
    found: dict[str, Any] = session.get(DRAFT, {})
    return found


def keep_draft(*, name: str, year: str) -> None:
    """Remember what was searched."""
    session[DRAFT] = {"name": name, "year": year}


def drop_draft() -> None:
    """Forget it: the errand is over."""
    session.pop(DRAFT, None)
