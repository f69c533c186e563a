"""Who may put papers in the safe: allow, and stop at once."""

from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from inclusion.errors import NotFound
from inclusion.receiving import labels, queries
from inclusion.receiving.queries import COLUMNS, Depositor
from inclusion.receiving.rules import Kind
from inclusion.receiving.service import depositors as service
from inclusion.receiving.views import bp
from inclusion.safe import queries as safes
from inclusion.web import access
from inclusion.web.session import now, reading, transaction


@bp.get("/coffre/qui-peut-deposer")
@access.citizen
def depositors() -> str:
    """List whom the owner of the safe may allow, and whom they do allow."""
    with reading() as session:
        safe_id = _safe_id(session)
        proposed = queries.proposed(session, safe_id=safe_id, person_id=current_user.person_id)
        allowed = {
            (kind, getattr(row, column.key))
            for row in queries.allowed(session, safe_id)
            for kind, column in COLUMNS.items()
        }
    groups = [
        (kind, labels.KINDS[kind], [(one, (kind, one.id) in allowed) for one in ones])
        for kind, ones in proposed.items()
        if ones
    ]
    return render_template("receiving/depositors.html", groups=groups)


@bp.post("/coffre/qui-peut-deposer/<kind>/<public_id>/laisser")
@access.citizen
@access.recent
def allow(kind: str, public_id: str) -> Response:
    """Let somebody put papers in."""
    return _said(service.allow, kind, public_id)


@bp.post("/coffre/qui-peut-deposer/<kind>/<public_id>/arreter")
@access.citizen
def stop(kind: str, public_id: str) -> Response:
    """Stop somebody at once."""
    return _said(service.stop, kind, public_id)


def _said(act: Any, kind: str, public_id: str) -> Response:
    with transaction() as session:
        safe_id = _safe_id(session)
        act(
            session,
            safe_id=safe_id,
            depositor=_depositor(session, safe_id, kind, public_id),
            at=now(),
        )
    return redirect(url_for("receiving.depositors"), 303)


def _depositor(session: Session, safe_id: int, kind: str, public_id: str) -> Depositor:
    if kind not in set(Kind):
        raise NotFound("depositor")
    return queries.depositor(
        session,
        safe_id=safe_id,
        person_id=current_user.person_id,
        kind=Kind(kind),
        public_id=public_id,
    )


def _safe_id(session: Session) -> int:
    safe = safes.find_safe(session, current_user.account_id)
    if safe is None:
        raise NotFound("safe")
    return safe.id
