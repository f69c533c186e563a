"""Papers lent in the demonstration: to an agent, to a structure, and by a link."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.lending import queries
from inclusion.lending.service import desks, loans
from inclusion.safe import queries as safes
from inclusion.safe.queries import Opened
from inclusion.safe.rules import Act, Channel
from inclusion.safe.service import keys, shelves
from inclusion.settings import Settings
from inclusion.storage import Store

DAYS_AGO = 4


def load(
    session: Session,
    *,
    store: Store,
    settings: Settings,
    owner: tuple[Account, str],
    agent: tuple[Account, str],
    at: datetime,
) -> None:
    """Lend three papers of an owner, and let the agent look at one. Each comes with a phrase."""
    lent_at = at - timedelta(days=DAYS_AGO)
    (lender, phrase), (borrower, agent_phrase) = owner, agent
    desk = desks.opened(
        session, account=borrower, passphrase=agent_phrase, settings=settings, at=lent_at
    )
    key, _identity = desks.structure_identity(
        session, desk=desk, structure_id=borrower.structure_id or 0, at=lent_at
    )
    safe = safes.find_safe(session, lender.id)
    if safe is None:
        return
    identity = keys.unwrap_by_passphrase(session, safe, passphrase=phrase, settings=settings)
    opened = Opened(safe, identity, at)
    first, second, third = shelves.read(session, store, opened, at=at).kept
    loans.lend_to_agent(session, opened=opened, paper=first, desk=desk.key, days=30, at=lent_at)
    loans.lend_to_structure(session, opened=opened, paper=second, key=key, days=30, at=lent_at)
    loans.lend_by_link(session, opened=opened, paper=third, days=7, settings=settings, at=lent_at)
    for one in queries.held_by(session, account_id=borrower.id, structure_id=None, at=lent_at):
        loans.note_opening(
            session,
            one=one,
            act=Act.READ,
            channel=Channel.BORROWER,
            who=borrower.public_id,
            at=lent_at + timedelta(hours=1),
        )
