"""Forget the second factor of an agent: a lost telephone, a broken key."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts import queries
from inclusion.accounts.journal import record
from inclusion.accounts.models import Passkey, Totp
from inclusion.accounts.rules import AGENTS
from inclusion.actors import Actor
from inclusion.errors import Forbidden
from inclusion.web.service import end_visits


class NotForThisAccount(Forbidden):
    """A citizen's account, or one's own: nobody takes away their own second factor."""


def reset(session: Session, *, account_id: int, actor: Actor, at: datetime) -> None:
    """Forget the code generator and the passkeys of an agent; end every visit.

    The agent sets another factor up at the next sign-in. Raises NotForThisAccount.
    """
    account = queries.locked(session, account_id)
    if account.role not in AGENTS or actor.account_id == account_id:
        raise NotForThisAccount("not_for_this_account")
    for table in (Passkey, Totp):
        session.execute(sa.delete(table).where(table.account_id == account_id))
    end_visits(session, account_id=account_id)
    record(session, account, "account.second_factor_reset", at=at, actor=actor)
