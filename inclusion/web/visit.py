"""Server-side sessions: the cookie holds a random token, the database holds the rest.

A row is made when something has to be remembered, never before. Signing in and out change the
token (ASVS 5.0 §7.2.4). A visit of somebody signed in ends after 30 idle minutes (15 on a
computer that others use) and 12 hours; an anonymous one keeps its answers for 20 hours
(WCAG 2.2.1).
"""

from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask, Request, Response, request
from flask import session as flask_session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict

from inclusion.db import read_session, write_session
from inclusion.tokens import digest, public_id, secret_token
from inclusion.web import devices
from inclusion.web.models import WebSession
from inclusion.web.session import Parts

IDLE = timedelta(minutes=30)
IDLE_SHARED = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
ANONYMOUS = timedelta(hours=20)
TOUCH_EVERY = timedelta(minutes=1)
COOKIE = "visite"
SHARED, PLACE, PROVED_AT, METHODS = "shared", "place_id", "proved_at", "methods"
"""What a visit remembers of a sign-in: shared computer, counter, last proof (ISO), RFC 8176 amr."""
ACTING_FOR = "acting_for"
"""The id of somebody protected for whom this visit acts."""
FORM_TARGETS = "form_targets"
KEPT_BY_THE_NEXT = frozenset({FORM_TARGETS, "provider", "csrf_token"})
"""Where signing in may lead elsewhere: origins that the policy of these pages lets forms reach."""


NOTICE = "notice"
"""Set in a visit while something waits to be read on the page of its account."""


class Visit(CallbackDict[str, Any], SessionMixin):
    """The `flask.session` of a request. past: the row of the visit that ended, if it still is."""

    def __init__(self, content: dict[str, Any], token: str | None, row: WebSession | None) -> None:
        """Hold the content, the token of the cookie and the row it was read from."""
        super().__init__(content, on_update=lambda visit: setattr(visit, "modified", True))
        self.token = token
        self.row = row
        self.public_id = row.public_id if row else None
        self.stale_token: str | None = None
        self.past: WebSession | None = None
        self.modified = False
        self.ended = False

    def renew(self) -> None:
        """Take another token, keeping the content: done when somebody signs in or out.

        The reference stays: what was opened elsewhere from this visit is still found by it.
        """
        if self.row is not None:
            self.stale_token = self.token
        self.token, self.row, self.modified = None, None, True

    def change_hands(self) -> None:
        """Forget what the former person left, but a service's request, and take another name."""
        for key in set(self) - KEPT_BY_THE_NEXT:
            del self[key]
        if self.row is not None:
            self.stale_token = self.token
        self.token, self.row, self.public_id, self.modified = None, None, None, True

    def end(self) -> None:
        """Forget everything: the row goes, the cookie too."""
        self.clear()
        self.ended = True


def visit() -> Visit:
    """Return the visit of this request."""
    return cast(Visit, flask_session._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - the only way to it


def ends_at(at: datetime) -> datetime:
    """Return when this visit ends if nothing more is asked for."""
    current = visit()
    idle = IDLE_SHARED if current.get(SHARED, True) else IDLE
    created_at = current.row.created_at if current.row else at
    return min(at + idle, created_at + ABSOLUTE)


def visit_ref() -> str:
    """Return the hash of this visit's token, making the token if there is none yet."""
    current = visit()
    if current.token is None:
        current.token = secret_token()
        current.modified = True
    return digest(current.token)


class DatabaseSessions(SessionInterface):
    """Opens and saves visits in the table `web_session`."""

    def __init__(self, parts: Parts) -> None:
        """Keep the engine, the clock and the name of the cookie."""
        self.parts = parts
        self.cookie = parts.settings.cookie_name(COOKIE)

    def open_session(self, app: Flask, request: Request) -> Visit:
        """Return the visit of the cookie if it lives, an empty one otherwise."""
        token = request.cookies.get(self.cookie)
        if not token or len(token) > 64:
            return Visit({}, None, None)
        with read_session(self.parts.engine) as session:
            row = session.get(WebSession, digest(token))
        if row is None or row.expires_at <= self.parts.clock():
            ended = Visit({}, None, None)
            ended.past = row
            return ended
        return Visit(dict(row.content), token, row)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write what changed, at most one small write for a page that changed nothing."""
        current = cast(Visit, session)
        if response.cache_control.immutable:
            return  # a file that anybody may keep carries no cookie
        if current.ended or (current.stale_token and not current):
            self._forget(current, response)
            return
        if not current and current.row is None and current.token is None:
            return
        at = self.parts.clock()
        if not current.modified and not self._is_due(current, at):
            return
        if current.token is None:
            current.token = secret_token()
        with write_session(self.parts.engine) as db:
            self._write(db, current, at)
        response.set_cookie(
            self.cookie,
            current.token,
            httponly=True,
            secure=self.parts.settings.is_https,
            samesite="Lax",
            path="/",
        )
        response.headers["Cache-Control"] = "no-store"

    def _is_due(self, current: Visit, at: datetime) -> bool:
        return current.row is not None and at - current.row.last_seen_at >= TOUCH_EVERY

    def _write(self, db: Session, current: Visit, at: datetime) -> None:
        if current.stale_token:
            db.execute(_delete(current.stale_token))
            db.execute(sa.delete(WebSession).where(WebSession.public_id == current.public_id))
        account_id = current.get("_user_id")
        row = current.row
        if row is not None and not _lives(db, row):
            return  # it was closed from another device while this page was made
        created_at = row.created_at if row else at
        is_shared = bool(current.get(SHARED, True))
        idle = IDLE_SHARED if is_shared else IDLE
        db.merge(
            WebSession(
                token_hash=digest(current.token or ""),
                account_id=int(account_id) if account_id else None,
                public_id=current.public_id or public_id(),
                content=dict(current),
                device=devices.described(request.user_agent.string),
                place_id=current.get(PLACE),
                is_shared=is_shared,
                created_at=created_at,
                last_seen_at=at,
                expires_at=min(at + idle, created_at + ABSOLUTE) if account_id else at + ANONYMOUS,
            )
        )

    def _forget(self, current: Visit, response: Response) -> None:
        tokens = [token for token in (current.token, current.stale_token) if token]
        if tokens:
            with write_session(self.parts.engine) as db:
                for token in tokens:
                    db.execute(_delete(token))
        response.delete_cookie(
            self.cookie, path="/", secure=self.parts.settings.is_https, httponly=True
        )


def _delete(token: str) -> sa.Delete:
    return sa.delete(WebSession).where(WebSession.token_hash == digest(token))


def _lives(db: Session, row: WebSession) -> bool:
    return db.get(WebSession, row.token_hash, with_for_update=True) is not None
