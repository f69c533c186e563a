"""What the owner of an account must know of the counter: asked, done; and the button to refuse."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.counter import queries
from inclusion.counter.rules import Stage
from inclusion.counter.service import recovery as service
from inclusion.counter.views import bp
from inclusion.web import access
from inclusion.web.acting import acting
from inclusion.web.session import now, reading

OPEN = frozenset({Stage.WAITING, Stage.READY})


@bp.app_context_processor
def _offered() -> dict[str, Callable[[], Any]]:
    return {"counter_notices": news}


def news() -> dict[str, list[queries.Line]]:
    """Return what the owner has to know: recoveries open now, and those done but not yet read."""
    with reading() as session:
        lines = queries.recoveries_of(session, current_user.account_id)
    return {
        "open": [line for line in lines if line.stage(now()) in OPEN],
        "done": [line for line in lines if line.recovery.done_at and not line.recovery.told_at],
    }


@bp.get("/mon-compte/avis")
@access.citizen
def notices() -> str:
    """Show every request to remake my card, and let me refuse."""
    with reading() as session:
        lines = queries.recoveries_of(session, current_user.account_id)
    is_open = any(line.stage(now()) in OPEN for line in lines)
    return render_template(
        "counter/notices.html", lines=lines, at=now(), open_stages=OPEN, is_open=is_open
    )


@bp.post("/mon-compte/avis/refuser")
@access.citizen
def refuse() -> Response:
    """Refuse: it is not me."""
    acting(lambda db: service.refuse(db, account_id=current_user.account_id, at=now()))
    return redirect(url_for("counter.notices"), 303)


@bp.post("/mon-compte/avis/lu")
@access.citizen
def read() -> Response:
    """Keep that I have read what was done."""
    acting(lambda db: service.note_told(db, account_id=current_user.account_id, at=now()))
    return redirect(url_for("accounts.show"), 303)
