"""Leave: tokens die at once, and a notice to each service waits for the worker."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.provider import queries
from inclusion.provider.models import (
    ProviderCode,
    ProviderConsent,
    ProviderLogout,
    ProviderServiceToken,
    ProviderToken,
)
from inclusion.provider.rules import GRANT_KEPT
from inclusion.tokens import digest

NOTICES_KEPT = GRANT_KEPT * 15


def sid_of(client_public_id: str, visit_id: str) -> str:
    """Return a visit as one service knows it: two services cannot compare theirs."""
    return digest(f"{client_public_id}|{visit_id}")[:32]


def leave(session: Session, *, account_id: int, visit_id: str, at: datetime) -> None:
    """End, in every service, what was opened from a visit of ours."""
    told = set()
    for code in queries.codes_of_visit(session, account_id=account_id, visit_id=visit_id):
        code.ended_at = at
        revoke_family(session, code_id=code.id, at=at)
        if code.used_at and code.consent_id not in told:
            told.add(code.consent_id)
            sid = sid_of(code.consent.client.public_id, visit_id)
            _queue(session, code.consent, sid=sid, at=at)


def leave_service(session: Session, *, consent: ProviderConsent, at: datetime) -> None:
    """End everything that one service holds of a person."""
    codes = sa.select(ProviderCode.id).where(ProviderCode.consent_id == consent.id)
    session.execute(
        sa.update(ProviderToken)
        .where(ProviderToken.code_id.in_(codes), ProviderToken.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    session.execute(
        sa.update(ProviderCode)
        .where(ProviderCode.consent_id == consent.id, ProviderCode.ended_at.is_(None))
        .values(ended_at=at)
    )
    _queue(session, consent, sid=None, at=at)


def leave_everywhere(
    session: Session, *, account_id: int, with_consents: bool, at: datetime
) -> int:
    """End everything that services hold of an account; return how many services that is.

    with_consents: what was accepted is withdrawn too.
    """
    live = [one for one in queries.consents_of(session, account_id) if one.withdrawn_at is None]
    for consent in live:
        leave_service(session, consent=consent, at=at)
        consent.withdrawn_at = at if with_consents else None
    return len(live)


def revoke_family(session: Session, *, code_id: int, at: datetime) -> None:
    """Revoke every token that came from one code."""
    session.execute(
        sa.update(ProviderToken)
        .where(ProviderToken.code_id == code_id, ProviderToken.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def drop_expired(session: Session, *, at: datetime) -> None:
    """Delete codes with their tokens, and notices, once nobody can need them."""
    session.execute(sa.delete(ProviderCode).where(ProviderCode.created_at < at - GRANT_KEPT))
    session.execute(sa.delete(ProviderServiceToken).where(ProviderServiceToken.expires_at <= at))
    session.execute(
        sa.delete(ProviderLogout).where(
            ProviderLogout.due_at.is_(None), ProviderLogout.created_at < at - NOTICES_KEPT
        )
    )


def _queue(session: Session, consent: ProviderConsent, *, sid: str | None, at: datetime) -> None:
    if consent.client.backchannel_uri:
        session.add(
            ProviderLogout(
                client_id=consent.client_id,
                subject=consent.subject,
                sid=sid,
                created_at=at,
                due_at=at,
                tries=0,
            )
        )
        session.flush()
