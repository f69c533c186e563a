"""The keys that this browser holds: of an agent's desk, of a loan opened by its link."""

import base64
import binascii
from typing import TYPE_CHECKING

from flask import request
from werkzeug.wrappers import Response

from inclusion.lending.rules import Purpose
from inclusion.lending.service import unlocks
from inclusion.web.session import now, reading, settings, transaction
from inclusion.web.visit import visit_ref

if TYPE_CHECKING:
    from inclusion.lending.models import LendingUnlock


def found(purpose: Purpose) -> "tuple[LendingUnlock, str] | None":
    """Return what this visit has open and its identity, and put off its idle closing."""
    text = request.cookies.get(_cookie(purpose), "")
    try:
        key = base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        return None
    if len(key) != 32:
        return None
    with reading() as session:
        one = unlocks.find(session, visit_ref=visit_ref(), purpose=purpose, key=key, at=now())
    if one is not None and unlocks.must_touch(one[0], at=now()):
        with transaction() as session:
            unlocks.touch(session, unlock=one[0], at=now())
    return one


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


def take_back(response: Response, purpose: Purpose) -> None:
    """Take a key back from the browser."""
    response.delete_cookie(
        _cookie(purpose), path="/", secure=settings().is_https, httponly=True, samesite="Strict"
    )


def _cookie(purpose: Purpose) -> str:
    return settings().cookie_name(f"lending-{purpose.value}")
