"""The page where the dance stops: why, in plain words, and a way on."""

from flask import render_template
from werkzeug.wrappers import Response

from inclusion.federation import hub, labels
from inclusion.web.visit import visit

Answer = Response | str | tuple[str, int]


def stopped(code: str, why: str) -> tuple[str, int]:
    """Return the page for a reason of `labels.STOPS`."""
    status, title, sentences = labels.STOPS[why]
    name = hub.client(code).provider.kind.name
    page = render_template(
        "federation/stopped.html",
        code=code,
        name=name,
        title=str(title) % {"name": name},
        sentences=sentences,
        may_retry=why in ("denied", "error", "lost", "refused", "down"),
        may_leave=hub.ID_TOKEN in visit(),
    )
    return page, status
