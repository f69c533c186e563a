"""Whether this visit has its safe open: a row, and the key that only the cookie holds."""

import base64
import binascii
from dataclasses import replace

from flask import request
from flask_login import current_user
from werkzeug.wrappers import Response

from inclusion.errors import Conflict
from inclusion.safe import queries
from inclusion.safe.custody import Custody
from inclusion.safe.queries import Opened
from inclusion.safe.rules.room import Room, room_left
from inclusion.safe.service import faults, shelves, visits
from inclusion.safe.service.shelves import Shelf
from inclusion.web.session import now, reading, settings, store, transaction
from inclusion.web.visit import visit_ref

COOKIE = "safe"


class Closed(Conflict):
    """The safe is closed; the page of the safe says how to open it."""


def find_opened() -> Opened | None:
    """Return the safe that this visit has open, and put off its idle closing."""
    key = key_of_cookie()
    if key is None:
        return None
    with reading() as session:
        found = visits.find_opened(
            session,
            account_id=current_user.account_id,
            visit_ref=visit_ref(),
            key=key,
            at=now(),
        )
        due = found is not None and visits.must_touch(session, visit_ref=visit_ref(), at=now())
    if due:
        with transaction() as session:
            visits.touch(session, visit_ref=visit_ref(), at=now())
    return found


def opened() -> Opened:
    """Return the safe that this visit has open; raises Closed."""
    found = find_opened()
    if found is None:
        raise Closed("safe")
    return found


def shelf(found: Opened) -> Shelf:
    """Return what an open safe holds, checked; when something is wrong, again and surely."""
    with reading() as session:
        safe = queries.find_safe(session, current_user.account_id) or found.safe
        kept = shelves.read(session, store(), replace(found, safe=safe), at=now())
    if not kept.faults:
        return kept
    with transaction() as session:
        return faults.read_surely(session, store(), found, at=now())


def custody() -> Custody:
    """Return where papers are kept, by this application's settings."""
    return Custody.of(settings(), store())


def room(found: Opened) -> Room:
    """Return how much more an open safe can hold."""
    kept = custody()
    with reading() as session:
        return room_left(
            documents=queries.count(session, found.safe.id),
            most_documents=kept.most_documents,
            weight_bytes=queries.weight(session, found.safe.id),
            quota_bytes=kept.quota_bytes,
        )


def keep_key(response: Response, key: bytes) -> None:
    """Give the key to the browser, for this session of it alone."""
    response.set_cookie(
        settings().cookie_name(COOKIE),
        base64.urlsafe_b64encode(key).decode(),
        httponly=True,
        secure=settings().is_https,
        samesite="Strict",
        path="/",
    )


def drop_key(response: Response) -> None:
    """Take the key back from the browser."""
    response.delete_cookie(
        settings().cookie_name(COOKIE), path="/", secure=settings().is_https, httponly=True
    )


def key_of_cookie() -> bytes | None:
    """Return the key that this browser holds, None without one."""
    text = request.cookies.get(settings().cookie_name(COOKIE), "")
    try:
        key = base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == 32 else None
