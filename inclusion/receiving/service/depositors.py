"""The owner of a safe says who may put papers in it, and stops them at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from inclusion.provider.rules import SAFE_DEPOSIT
from inclusion.receiving import queries
from inclusion.receiving.models import SafeDepositor
from inclusion.receiving.queries import Depositor
from inclusion.receiving.rules import Kind
from inclusion.safe import journal
from inclusion.safe import queries as safes
from inclusion.safe.rules import Act, Channel


def allow(session: Session, *, safe_id: int, depositor: Depositor, at: datetime) -> None:
    """Let somebody put papers in a safe; saying it twice says it once."""
    journal.locked(session, safe_id)
    row = queries.depositor_row(session, safe_id, depositor)
    if row is not None and row.stopped_at is None:
        return
    if row is None:
        row = SafeDepositor(
            safe_id=safe_id,
            structure_id=depositor.id if depositor.kind is Kind.STRUCTURE else None,
            agent_id=depositor.id if depositor.kind is Kind.AGENT else None,
            client_id=depositor.id if depositor.kind is Kind.SERVICE else None,
        )
        session.add(row)
    row.allowed_at, row.stopped_at = at, None
    _note(session, safe_id, Act.DEPOSITOR_ALLOWED, depositor, at)


def stop(session: Session, *, safe_id: int, depositor: Depositor, at: datetime) -> None:
    """Stop somebody at once: a deposit on its way is refused, or was before."""
    journal.locked(session, safe_id)
    row = queries.depositor_row(session, safe_id, depositor)
    if row is not None and row.stopped_at is None:
        row.stopped_at = at
        _note(session, safe_id, Act.DEPOSITOR_REFUSED, depositor, at)


def stop_all(session: Session, *, safe_id: int, because: str, at: datetime) -> None:
    """Stop everybody, since the account is no longer its owner's alone to use."""
    journal.locked(session, safe_id)
    rows = queries.allowed(session, safe_id)
    for row in rows:
        row.stopped_at = at
    if rows:
        journal.append(
            session,
            safe_id=safe_id,
            act=Act.DEPOSITOR_REFUSED,
            at=at,
            channel=Channel.OPERATOR,
            reason=because,
        )


def hear(
    session: Session, *, account_id: int, client: str, scope: str, is_given: bool, at: datetime
) -> None:
    """Allow a service whose request to deposit was accepted at the sign-in; stop it after."""
    depositor = queries.service(session, client)
    safe = safes.find_safe(session, account_id)
    if depositor is None or safe is None:
        return
    if not is_given:
        stop(session, safe_id=safe.id, depositor=depositor, at=at)
    elif SAFE_DEPOSIT in scope.split():
        allow(session, safe_id=safe.id, depositor=depositor, at=at)


def _note(session: Session, safe_id: int, act: Act, one: Depositor, at: datetime) -> None:
    journal.append(session, safe_id=safe_id, act=act, at=at, who=one.public_id, reason=one.name)
