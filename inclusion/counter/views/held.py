"""A code to print, held in the visit for ten minutes, sealed by a key that only the cookie holds.

The database alone cannot read it: it keeps the visit under the hash of its cookie.
"""

import json
from base64 import b64decode, b64encode
from datetime import datetime

from flask import Response, request, session

from inclusion import crypto
from inclusion.counter import paper
from inclusion.counter.rules import PRINT_FOR
from inclusion.counter.service.cards import Issued
from inclusion.errors import NotFound
from inclusion.web.session import now
from inclusion.web.visit import visit, visit_ref

HELD, PURPOSE = "held_card", "a code to print"


def hold(*, identifier: str, serial: str, code: str, until: datetime | None, language: str) -> None:
    """Keep a code to print; the one held before is forgotten."""
    content = {
        "identifier": identifier,
        "serial": serial,
        "code": code,
        "until": until.isoformat() if until else None,
        "language": language,
        "held_at": now().isoformat(),
    }
    sealed = crypto.seal_blob(_key(), json.dumps(content).encode(), bound_to=PURPOSE.encode())
    session[HELD] = b64encode(sealed).decode()


def hold_issued(issued: Issued, *, language: str) -> None:
    """Keep the activation code of a card that was just made."""
    hold(
        identifier=issued.account.identifier,
        serial=issued.card.serial,
        code=issued.code,
        until=issued.card.activation_until,
        language=language,
    )


def held() -> paper.Sheet | None:
    """Return the card to print, None when there is none or its ten minutes are over."""
    sealed = session.get(HELD)
    if not sealed:
        return None
    try:
        content = json.loads(crypto.open_blob(_key(), b64decode(sealed), bound_to=PURPOSE.encode()))
    except crypto.CannotOpen:
        return None
    if now() > datetime.fromisoformat(content.pop("held_at")) + PRINT_FOR:
        return None
    until = content.pop("until")
    return paper.sheet(until=datetime.fromisoformat(until) if until else None, **content)


def drop() -> None:
    """Forget the code."""
    session.pop(HELD, None)


def as_pdf() -> Response:
    """Return the card held as a PDF; `?grand=1` asks for large print."""
    shown = held()
    if shown is None or not paper.has_pdf():
        raise NotFound("card")
    content = paper.pdf(shown, is_large="grand" in request.args)
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="carte.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _key() -> bytes:
    visit_ref()  # makes the token if there is none yet
    return crypto.hkdf((visit().token or "").encode(), purpose=PURPOSE)
