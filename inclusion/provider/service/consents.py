"""Remember what a person lets a service know; take it back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts.models import Account
from inclusion.actors import Actor
from inclusion.audit import service as audit
from inclusion.provider import queries
from inclusion.provider.models import ProviderClient, ProviderConsent
from inclusion.provider.rules import CONSENT_LIVES, united
from inclusion.provider.service import claims, logouts
from inclusion.secret_file import Secrets


def give(
    session: Session,
    *,
    account: Account,
    client: ProviderClient,
    scope: str,
    secrets: Secrets,
    actor: Actor,
    at: datetime,
) -> ProviderConsent:
    """Remember for twelve months that a service may know what the scopes say."""
    _one_at_a_time(session, client)
    found = queries.consent(session, account_id=account.id, client_id=client.id)
    if found is None:
        found = ProviderConsent(
            account_id=account.id,
            client_id=client.id,
            client=client,
            subject=claims.subject(account, sector=client.sector, secrets=secrets),
            scope="",
        )
        session.add(found)
    known = found.scope if found.scope and queries.is_live(found, at=at) else ""
    found.scope = united(known, scope)
    found.given_at, found.expires_at, found.withdrawn_at = at, at + CONSENT_LIVES, None
    session.flush()
    _record(session, found, account, "provider.consent_given", actor=actor, at=at)
    return found


def withdraw(
    session: Session, *, account: Account, public_id: str, actor: Actor, at: datetime
) -> ProviderConsent:
    """Take back a consent: tokens die, the service is told that the person left.

    Raises NotFound for somebody else's.
    """
    found = queries.own_consent(session, account_id=account.id, public_id=public_id)
    if found.withdrawn_at is None:
        found.withdrawn_at = at
        logouts.leave_service(session, consent=found, at=at)
        _record(session, found, account, "provider.consent_withdrawn", actor=actor, at=at)
    return found


def _one_at_a_time(session: Session, client: ProviderClient) -> None:
    """Let two presses of the same button wait for one another."""
    session.execute(
        sa.select(ProviderClient.id).where(ProviderClient.id == client.id).with_for_update()
    )


def _record(
    session: Session,
    consent: ProviderConsent,
    account: Account,
    action: str,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    audit.record(
        session,
        action=action,
        at=at,
        actor=actor,
        person_id=account.person_id,
        object_kind="account",
        object_id=account.id,
        detail={"client": consent.client.public_id, "scope": consent.scope},
    )
