"""Let the safe follow the passphrase of its account, when it can be opened at that moment."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from inclusion.safe import queries
from inclusion.safe.service import keys, visits
from inclusion.safe.views.opened import key_of_cookie
from inclusion.settings import Settings
from inclusion.web.visit import visit_ref

if TYPE_CHECKING:
    from inclusion.safe.models import Safe


def follow(
    session: Session,
    *,
    account_id: int,
    old: str | None,
    new: str,
    settings: Settings,
    at: datetime,
) -> bool | None:
    """Let the account's new passphrase open its safe; tell whether it does, None without a safe.

    It needs the safe open in this visit, or the old passphrase when that opens it.
    """
    safe = queries.find_safe(session, account_id)
    if safe is None:
        return None
    try:
        identity = _open_here(session, safe, at) or _by_phrase(session, safe, old, settings)
        if identity is None:
            return False
        keys.change_passphrase(
            session, safe_id=safe.id, identity=identity, passphrase=new, settings=settings, at=at
        )
    except keys.KeyReplaced:
        return False
    return True


def _open_here(session: Session, safe: "Safe", at: datetime) -> str | None:
    key = key_of_cookie()
    if key is None:
        return None
    found = visits.find_opened(
        session, account_id=safe.account_id, visit_ref=visit_ref(), key=key, at=at
    )
    return found.identity if found else None


def _by_phrase(
    session: Session, safe: "Safe", phrase: str | None, settings: Settings
) -> str | None:
    if phrase is None or queries.is_frozen(session, safe.account_id):
        return None
    try:
        return keys.unwrap_by_passphrase(session, safe, passphrase=phrase, settings=settings)
    except keys.WrongKey:
        return None
