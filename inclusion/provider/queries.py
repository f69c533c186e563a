"""Read services, keys, consents, codes and tokens."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.accounts import queries as accounts
from inclusion.accounts.models import Account
from inclusion.errors import NotFound
from inclusion.provider.models import (
    ProviderClient,
    ProviderCode,
    ProviderConsent,
    ProviderKey,
    ProviderLogout,
    ProviderServiceToken,
    ProviderToken,
)


def clients(session: Session) -> list[ProviderClient]:
    """Return the services, by name."""
    return list(session.scalars(sa.select(ProviderClient).order_by(ProviderClient.name)))


def find_client(session: Session, public_id: str) -> ProviderClient | None:
    """Return the service of a client_id, or None."""
    return session.scalar(sa.select(ProviderClient).where(ProviderClient.public_id == public_id))


def usable_account(session: Session, account_id: int) -> Account | None:
    """Return an account that is neither closed nor blocked, or None."""
    found = accounts.find_open(session, account_id)
    return found if found is not None and found.blocked_at is None else None


def keys_shown(session: Session, *, at: datetime) -> list[ProviderKey]:
    """Return the keys that others may meet, the newest first."""
    return list(
        session.scalars(
            sa.select(ProviderKey)
            .where(sa.or_(ProviderKey.ends_at.is_(None), ProviderKey.ends_at > at))
            .order_by(ProviderKey.starts_at.desc(), ProviderKey.id.desc())
        )
    )


def consent(session: Session, *, account_id: int, client_id: int) -> ProviderConsent | None:
    """Return what a person lets a service know, live or not."""
    return session.scalar(
        sa.select(ProviderConsent).where(
            ProviderConsent.account_id == account_id, ProviderConsent.client_id == client_id
        )
    )


def is_live(found: ProviderConsent | None, *, at: datetime) -> bool:
    """Tell whether a consent holds."""
    return found is not None and found.withdrawn_at is None and found.expires_at > at


def live_consents(session: Session, *, account_id: int, at: datetime) -> list[ProviderConsent]:
    """Return the services that know a person, the newest first."""
    return list(
        session.scalars(
            sa.select(ProviderConsent)
            .where(
                ProviderConsent.account_id == account_id,
                ProviderConsent.withdrawn_at.is_(None),
                ProviderConsent.expires_at > at,
            )
            .order_by(ProviderConsent.given_at.desc(), ProviderConsent.id.desc())
        )
    )


def consents_of(session: Session, account_id: int) -> list[ProviderConsent]:
    """Return every consent that a person ever gave, live or not."""
    return list(
        session.scalars(
            sa.select(ProviderConsent)
            .where(ProviderConsent.account_id == account_id)
            .order_by(ProviderConsent.id)
        )
    )


def own_consent(session: Session, *, account_id: int, public_id: str) -> ProviderConsent:
    """Return a person's own consent; raises NotFound."""
    found = session.scalar(
        sa.select(ProviderConsent).where(
            ProviderConsent.public_id == public_id, ProviderConsent.account_id == account_id
        )
    )
    if found is None:
        raise NotFound("consent")
    return found


def code_to_use(session: Session, code_hash: str) -> ProviderCode | None:
    """Return a code and keep others from using it until the transaction ends."""
    return session.scalar(
        sa.select(ProviderCode)
        .where(ProviderCode.code_hash == code_hash)
        .with_for_update(of=ProviderCode)
        .execution_options(populate_existing=True)
    )


def codes_of_visit(session: Session, *, account_id: int, visit_id: str) -> list[ProviderCode]:
    """Return the sign-ins to services made in a visit and not ended yet."""
    return list(
        session.scalars(
            sa.select(ProviderCode)
            .join(ProviderCode.consent)
            .where(
                ProviderCode.visit_id == visit_id,
                ProviderConsent.account_id == account_id,
                ProviderCode.ended_at.is_(None),
            )
            .order_by(ProviderCode.id)
        )
    )


def codes_of_subject(session: Session, *, client_id: int, subject: str) -> list[ProviderCode]:
    """Return the sign-ins of a person to one service that have not ended."""
    return list(
        session.scalars(
            sa.select(ProviderCode)
            .join(ProviderCode.consent)
            .where(
                ProviderConsent.client_id == client_id,
                ProviderConsent.subject == subject,
                ProviderCode.ended_at.is_(None),
            )
        )
    )


def token_to_refresh(session: Session, refresh_hash: str) -> ProviderToken | None:
    """Return the row of a refresh token and keep others from using it."""
    return session.scalar(
        sa.select(ProviderToken)
        .where(ProviderToken.refresh_hash == refresh_hash)
        .with_for_update(of=ProviderToken)
        .execution_options(populate_existing=True)
    )


def token_of(session: Session, text_hash: str) -> ProviderToken | None:
    """Return the row of an access or a refresh token."""
    return session.scalar(
        sa.select(ProviderToken).where(
            sa.or_(ProviderToken.access_hash == text_hash, ProviderToken.refresh_hash == text_hash)
        )
    )


def live_access(session: Session, access_hash: str, *, at: datetime) -> ProviderToken | None:
    """Return the row of an access token that opens something, or None."""
    return session.scalar(
        sa.select(ProviderToken).where(
            ProviderToken.access_hash == access_hash,
            ProviderToken.access_expires_at > at,
            ProviderToken.revoked_at.is_(None),
        )
    )


def service_token(session: Session, access_hash: str) -> ProviderServiceToken | None:
    """Return the row of a token that a service holds in its own name."""
    return session.scalar(
        sa.select(ProviderServiceToken).where(ProviderServiceToken.access_hash == access_hash)
    )


def consent_of_subject(session: Session, *, client_id: int, subject: str) -> ProviderConsent | None:
    """Return what the person whom a service knows by this name lets it know, live or not."""
    return session.scalar(
        sa.select(ProviderConsent).where(
            ProviderConsent.client_id == client_id, ProviderConsent.subject == subject
        )
    )


def logouts_due(session: Session, *, at: datetime, limit: int) -> list[ProviderLogout]:
    """Return the notices to send now, the oldest first."""
    return list(
        session.scalars(
            sa.select(ProviderLogout)
            .where(ProviderLogout.due_at <= at)
            .order_by(ProviderLogout.due_at, ProviderLogout.id)
            .limit(limit)
        )
    )
