"""Take all my data away: one press, for a machine or to read."""

import base64
import json
from datetime import date, datetime
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from inclusion import wording
from inclusion.accounts import service
from inclusion.accounts.contributions import DataPart, Said, contributions
from inclusion.accounts.views import bp
from inclusion.clock import paris_today
from inclusion.web import access, languages
from inclusion.web.session import now, reading, settings, transaction

FORMAT = 1


@bp.get("/mon-compte/mes-donnees")
@access.citizen
def export() -> str:
    """Offer the two files."""
    return render_template("accounts/export.html")


@bp.post("/mon-compte/mes-donnees")
@access.citizen
@access.recent
def download_export() -> Response:
    """Give everything that we hold about the person, as JSON or as a page to read and print."""
    with transaction() as session:
        service.note_exported(session, account_id=current_user.account_id, at=now())
    is_json = request.form.get("format") == "json"
    with reading() as session:
        parts = [
            part(session, current_user.account_id, current_user.person_id)
            for part in contributions().exports
        ]
        body = as_json(parts) if is_json else _as_page(parts)
    name = f"mes-donnees-{paris_today(now()).isoformat()}.{'json' if is_json else 'html'}"
    response = Response(body, mimetype="application/json" if is_json else "text/html")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def as_json(parts: list[DataPart]) -> str:
    """Return the parts as JSON; instants are ISO 8601 in UTC, codes are stable."""
    whole = {
        "format": FORMAT,
        "exported_at": now(),
        "language": languages.current().code,
        "parts": [
            {"code": part.code, "title": str(part.title), "note": str(part.note), "rows": part.rows}
            for part in parts
        ],
    }
    return json.dumps(whole, default=_plain, ensure_ascii=False, indent=2)


def readable(value: Any) -> str:
    """Return a value as a person reads it."""
    locale = languages.current().code
    match value:
        case Said():
            return str(value.words)
        case bool():
            return _("oui") if value else _("non")
        case datetime():
            return f"{wording.day(value, locale, year=True)}, {wording.hour(value, locale)}"
        case date():
            return wording.day(value, locale, year=True)
        case list() | tuple():
            return ", ".join(readable(one) for one in value)
        case dict():
            return ", ".join(f"{key} : {readable(one)}" for key, one in value.items())
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Said):
        return value.code
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _as_page(parts: list[DataPart]) -> str:
    sheet = (settings().root / "static/paper/data.css").read_bytes()
    return render_template(
        "accounts/_data.html",
        parts=parts,
        readable=readable,
        style="data:text/css;base64," + base64.b64encode(sheet).decode(),
        at=now(),
    )
