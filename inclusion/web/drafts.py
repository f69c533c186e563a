"""What was being written when a visit ended, kept until its author signs in again.

A form that arrives too late is not lost: its answers, never its secrets nor its files, are sealed
and shown again in the same form, once, to the same account. The key is in a cookie of that browser
and nowhere else: what was typed for a safe is not readable by whoever has the server. Only a form
that the ended visit itself was given is kept, so that no other site can write in ours.
"""

import base64
import hmac
import json
import re
from functools import partial

from flask import after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from inclusion.crypto import CannotOpen, open_blob, random_key, seal_blob
from inclusion.web.session import settings
from inclusion.web.visit import visit

NAME = "draft"
TOKEN = "csrf_token"  # noqa: S105 - the name of a field
MOST_BYTES = 60_000
"""What is written under this address is for a safe alone: a key of the server must not hold it."""
SECRET = re.compile(r"pass|secret|current|token|totp|^card|(^|_)codes?($|_)")


def here() -> str:
    """Return the address of this request, without the prefix of the language."""
    return request.full_path.rstrip("?")


def keep() -> bool:
    """Keep the form of this request for the account whose visit ended; tell whether one had."""
    past = visit().past
    if past is None or past.account_id is None or not _came_from(past.content.get(TOKEN)):
        return False
    keep_for(past.account_id)
    return True


def keep_for(account_id: int) -> None:
    """Keep the form of this request, whose token was checked, for an account."""
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not SECRET.search(name.casefold()) and name != TOKEN
    ]
    content = json.dumps(fields).encode()
    if fields and len(content) <= MOST_BYTES:
        key = random_key()
        sealed = seal_blob(key, content, bound_to=_place(account_id, here()))
        visit()[NAME] = {
            "account_id": account_id,
            "path": here(),
            "sealed": base64.b64encode(sealed).decode(),
        }
        after_this_request(partial(_give, key))


def is_waiting() -> bool:
    """Tell whether something was kept for whoever signs in."""
    return NAME in visit()


def take(names: set[str]) -> MultiDict[str, str] | None:
    """Return what was written on this page before, once, if it has these fields."""
    if request.method != "GET" or NAME not in visit():
        return None
    draft = visit()[NAME]
    account_id = visit().get("_user_id")
    if account_id is None or draft["path"] != here():
        return None
    if str(draft["account_id"]) != account_id:
        del visit()[NAME]
        return None
    place = _place(draft["account_id"], draft["path"])
    try:
        content = open_blob(_held_key(), base64.b64decode(draft["sealed"]), bound_to=place)
    except CannotOpen:
        del visit()[NAME]
        return None
    fields = [(name, value) for name, value in json.loads(content)]
    if not any(name.partition("-")[0] in names for name, _value in fields):
        return None
    del visit()[NAME]
    return MultiDict(fields)


def _came_from(secret: str | None) -> bool:
    """Tell whether the form carries the token that the ended visit gave out."""
    signed = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    try:
        given = signed.loads(request.form.get(TOKEN, ""))
    except BadSignature:
        return False
    return secret is not None and hmac.compare_digest(str(given), secret)


def _place(account_id: int, path: str) -> bytes:
    return f"{account_id}:{path}".encode()


def _give(key: bytes, response: Response) -> Response:
    response.set_cookie(
        settings().cookie_name(NAME),
        base64.urlsafe_b64encode(key).decode(),
        httponly=True,
        secure=settings().is_https,
        samesite="Strict",
        path="/",
    )
    return response


def _held_key() -> bytes:
    """Return the key that this browser holds; raises CannotOpen."""
    try:
        return base64.urlsafe_b64decode(request.cookies.get(settings().cookie_name(NAME), ""))
    except ValueError:
        raise CannotOpen from None
