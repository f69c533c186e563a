"""Visits from the outside: list them, end them, drop them; know the networks of counters."""

import ipaddress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from inclusion.errors import Invalid, NotFound
from inclusion.web.models import KnownNetwork, WebSession
from inclusion.web.rules import home_of


def visits_of(session: Session, *, account_id: int, at: datetime) -> list[WebSession]:
    """Return the live visits of an account, the last used first."""
    statement = (
        sa.select(WebSession)
        .where(WebSession.account_id == account_id, WebSession.expires_at > at)
        .order_by(WebSession.last_seen_at.desc(), WebSession.public_id)
    )
    return list(session.scalars(statement))


def end_visit(session: Session, *, account_id: int, public_id: str) -> None:
    """End one visit of an account; raises NotFound for a visit of another account."""
    row = session.scalar(
        sa.select(WebSession).where(
            WebSession.account_id == account_id, WebSession.public_id == public_id
        )
    )
    if row is None:
        raise NotFound("visit")
    session.delete(row)


def end_visits(session: Session, *, account_id: int, but: str | None = None) -> None:
    """End every visit of an account, `but` the one with this token's hash."""
    session.execute(
        sa.delete(WebSession).where(
            WebSession.account_id == account_id, WebSession.token_hash != (but or "")
        )
    )


DRAFTABLE = timedelta(hours=12)
"""How long the row of an ended visit stays: what was being written finds its author by it."""


def drop_ended_visits(session: Session, *, at: datetime) -> None:
    """Delete the rows of visits that ended long enough ago."""
    session.execute(sa.delete(WebSession).where(WebSession.expires_at <= at - DRAFTABLE))


def know_network(session: Session, *, address: str, place_id: int, at: datetime) -> KnownNetwork:
    """Say which place a public address belongs to; raises Invalid(address)."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        raise Invalid("address", field="address") from None
    if not parsed.is_global:
        raise Invalid("not_public", field="address")
    network = home_of(str(parsed))
    known = session.scalar(sa.select(KnownNetwork).where(KnownNetwork.network == network))
    if known is None:
        known = KnownNetwork(network=network, place_id=place_id, created_at=at)
        session.add(known)
    known.place_id = place_id
    session.flush()
    return known


def forget_network(session: Session, *, network_id: int) -> None:
    """Forget a network."""
    session.execute(sa.delete(KnownNetwork).where(KnownNetwork.id == network_id))
