"""Send the notices of logout (OpenID Connect Back-Channel Logout 1.0), until they are taken."""

import logging
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from inclusion.db import read_session, write_session
from inclusion.provider import queries
from inclusion.provider.models import ProviderLogout
from inclusion.provider.rules import LOGOUT_TOKEN_LIVES, LOGOUT_TRIES
from inclusion.provider.service import calls, keys
from inclusion.settings import Settings

log = logging.getLogger("inclusion.provider")
EVENT = "http://schemas.openid.net/event/backchannel-logout"
AT_ONCE = 20
GIVE_UP = (400,)
"""A service that says 400 read the notice and refused it: the same one would be refused again."""


def send_due(engine: Engine, settings: Settings, at: datetime) -> int:
    """Send the notices that are due; return how many were taken.

    Each is first put off to its next try, in a transaction of its own: a worker killed in
    between sends it again later, and two workers do not send it at once. A notice taken twice
    does nothing more.
    """
    with read_session(engine) as session:
        ids = [row.id for row in queries.logouts_due(session, at=at, limit=AT_ONCE)]
    return sum(_send(engine, settings, at, notice_id) for notice_id in ids)


def logout_token(
    session: Session, notice: ProviderLogout, *, settings: Settings, at: datetime
) -> str:
    """Return the signed notice."""
    claims = {
        "iss": settings.public_url,
        "aud": notice.client.public_id,
        "iat": int(at.timestamp()),
        "exp": int((at + LOGOUT_TOKEN_LIVES).timestamp()),
        "jti": notice.public_id,
        "sub": notice.subject,
        "events": {EVENT: {}},
    }
    if notice.sid:
        claims["sid"] = notice.sid
    return keys.sign(
        session,
        claims,
        algorithm=notice.client.algorithm,
        kind="logout+jwt",
        secrets=settings.secrets,
        at=at,
    )


def _send(engine: Engine, settings: Settings, at: datetime, notice_id: int) -> bool:
    claimed = _claim(engine, settings, at, notice_id)
    if claimed is None:
        return False
    url, token = claimed
    trouble, is_over = _post(url, token, allow_private=settings.allow_private_backchannel)
    with write_session(engine) as session:
        notice = session.get_one(ProviderLogout, notice_id)
        notice.trouble = trouble
        if trouble is None:
            notice.delivered_at = at
        if trouble is None or is_over:
            notice.due_at = None
        if trouble:
            log.warning("logout_notice_not_taken %s %s", notice.client.public_id, trouble)
    return trouble is None


def _claim(
    engine: Engine, settings: Settings, at: datetime, notice_id: int
) -> tuple[str, str] | None:
    with write_session(engine) as session:
        notice = session.scalar(
            sa.select(ProviderLogout)
            .where(ProviderLogout.id == notice_id, ProviderLogout.due_at <= at)
            .with_for_update(of=ProviderLogout)
        )
        if notice is None or notice.client.backchannel_uri is None:
            return None
        waits = LOGOUT_TRIES[notice.tries : notice.tries + 1]
        notice.tries += 1
        notice.due_at = at + waits[0] if waits else None
        return notice.client.backchannel_uri, logout_token(
            session, notice, settings=settings, at=at
        )


def _post(url: str, token: str, *, allow_private: bool) -> tuple[str | None, bool]:
    """Return what went wrong, None when nothing did, and whether to stop there."""
    try:
        status = calls.post_form(url, {"logout_token": token}, allow_private=allow_private)
    except calls.Refused as error:
        return f"refused_{error}", True
    except calls.Unreachable as error:
        return f"unreachable_{error}"[:40], False
    if status in (200, 204):
        return None, True
    return f"status_{status}", status in GIVE_UP
