"""Trust in the demonstration: two people trust one another, and one has asked for the other."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.demo.cast import CITIZENS
from inclusion.rescue import queries
from inclusion.rescue.rules import UNREACHED_DELAYS
from inclusion.rescue.service import releases, trusting
from inclusion.safe.queries import Opened, find_safe
from inclusion.safe.service import keys
from inclusion.settings import Settings

ONE, OTHER = "100000006", "100000011"
DELAY = UNREACHED_DELAYS[0]


def load(
    session: Session, *, accounts: Mapping[str, Account], settings: Settings, at: datetime
) -> None:
    """Let both name the other a month ago; the delay of what one asked is over since yesterday."""
    one, other = (_opened(session, accounts, who, settings, at) for who in (ONE, OTHER))
    named_at, asked_at = at - timedelta(days=30), at - timedelta(days=DELAY + 1)
    for owner, holder in ((one, other), (other, one)):
        _trust(session, owner, holder, settings, named_at)
    tie = queries.ties_held(session, one.safe.id)[0]
    releases.ask(session, tie, opened=one, actor=_actor(one), at=asked_at)


def _trust(
    session: Session, owner: Opened, holder: Opened, settings: Settings, at: datetime
) -> None:
    key = settings.secrets.lookup_key
    account = session.get_one(Account, holder.safe.account_id)
    code = trusting.draw_code(session, account=account, opened=holder, key=key, at=at)
    trusting.name(
        session, opened=owner, code=code, key=key, delay_days=DELAY, actor=_actor(owner), at=at
    )


def _opened(
    session: Session, accounts: Mapping[str, Account], who: str, settings: Settings, at: datetime
) -> Opened:
    phrase = next(part.passphrase for part in CITIZENS if part.identifier == who)
    safe = find_safe(session, accounts[who].id)
    if safe is None:
        raise LookupError(who)
    identity = keys.unwrap_by_passphrase(session, safe, passphrase=phrase, settings=settings)
    return Opened(safe, identity, at)


def _actor(opened: Opened) -> Actor:
    return Actor(opened.safe.account_id, "citizen")
