"""The keys that this browser holds: of an agent's desk, of a loan opened by its link."""

import base64
import binascii
from typing import TYPE_CHECKING

from flask import request
from werkzeug.wrappers import Response

from inclusion.lending.rules import Purpose
from inclusion.lending.service import unlocks
from inclusion.web.session import now, reading, settings
from inclusion.web.visit import visit_ref

if TYPE_CHECKING:
    from inclusion.lending.models import LendingUnlock


def found(purpose: Purpose) -> "tuple[LendingUnlock, str] | None":
    """Return what this visit has open and its identity, None when it closed."""
    text = request.cookies.get(_cookie(purpose), "")
    try:
        key = base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        return None
    if len(key) != 32:
        return None
    with reading() as session:
        return unlocks.find(session, visit_ref=visit_ref(), purpose=purpose, key=key, at=now())


def give(response: Response, purpose: Purpose, key: bytes) -> None:
    """Give a key to the browser, for this session of it alone."""
    response.set_cookie(
        _cookie(purpose),
        base64.urlsafe_b64encode(key).decode(),
        httponly=True,
        secure=settings().is_https,
        samesite="Strict",
        path="/",
    )


def _cookie(purpose: Purpose) -> str:
    return settings().cookie_name(f"lending-{purpose.value}")
